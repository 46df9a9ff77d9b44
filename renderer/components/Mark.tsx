/** The studio's mark: two wings, one of words and one of a picture. */
export function Mark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M11 12C10 5 6 3 2.6 4.2 2 9 4 13 8 13.4 5.500 14.500 5 17.500 6.500 20 9.500 19.800 11 16.500 11 12Z"
        fill="var(--mantine-color-fern-6)"
      />
      <path
        d="M13 12C14 5 18 3 21.400 4.200 22 9 20 13 16 13.400 18.500 14.500 19 17.500 17.500 20 14.500 19.800 13 16.500 13 12Z"
        fill="#e2a13c"
      />
    </svg>
  );
}
