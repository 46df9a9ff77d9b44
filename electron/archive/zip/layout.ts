/** First four bytes of the records of a zip, as a little endian number. */
export const MAGIC = {
  local: 0x04034b50,
  listed: 0x02014b50,
  end: 0x06054b50,
  largeEnd: 0x06064b50,
  largePlace: 0x07064b50,
} as const;

/** Values that say "see the zip64 record". */
export const SIZE16 = 0xffff;
export const SIZE32 = 0xffffffff;
