import { Button, Group, Loader } from '@mantine/core';
import {
  IconColumns2,
  IconCopyPlus,
  IconEye,
  IconFolderSymlink,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { goTo } from '../../state/goTo';
import { attempt } from '../../state/notify';
import { deleteBranch, ownBranch } from '../../state/undo';
import { closeDialog, openDialog, useStudio } from '../../state/studio';
import { BranchMap } from './BranchMap';
import classes from './Branches.module.css';
import { segmentOf, segmentsOf, type Segment } from './segments';
import type { TreeNode } from '../../../shared/ipc/tree';

interface Properties {
  readonly conversationId: string;
  readonly onClose: () => void;
}

/** All branches of a conversation at once, and what can be done with one of them. */
export function MapDialog({ conversationId, onClose }: Properties) {
  const { t } = useTranslation();
  const [nodes, setNodes] = useState<readonly TreeNode[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [comparing, setComparing] = useState<string | null>(null);
  const leafId = useStudio((state) => state.view?.messages.at(-1)?.id ?? null);
  const segments = useMemo(() => segmentsOf(nodes ?? []), [nodes]);
  const shown = segmentOf(segments, leafId);
  const selected = segments.find(({ id }) => id === chosen) ?? shown ?? segments[0];

  useEffect(() => {
    void attempt(() => call('tree.map', { id: conversationId })).then((map) => setNodes(map ?? []));
  }, [conversationId, leafId]);

  function choose(segment: Segment): void {
    if (comparing !== null && segment.id !== comparing) {
      openDialog({ kind: 'compare', left: comparing, right: segment.id });
    } else setChosen(segment.id);
  }

  return (
    <Dialog title={t('map.title')} size="min(1280px, 94vw)" onClose={onClose}>
      <div className={classes.mapDialog} data-testid="map-dialog">
        <Hint>
          {comparing === null
            ? segments.length > 1
              ? t('map.text')
              : t('map.single')
            : t('map.pickOther')}
        </Hint>
        {nodes === null ? (
          <Loader size="sm" m="auto" />
        ) : (
          <BranchMap
            segments={segments}
            shown={shown}
            selected={selected}
            onSelect={choose}
            onOpen={(segment) => void goTo(conversationId, segment.id)}
          />
        )}
        {selected && comparing === null && (
          <Actions
            segment={selected}
            alone={segments.length < 2}
            conversationId={conversationId}
            onCompare={() => setComparing(selected.id)}
          />
        )}
        {comparing !== null && (
          <Button variant="default" onClick={() => setComparing(null)} mr="auto">
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

interface ActionsProperties {
  readonly segment: Segment;
  readonly alone: boolean;
  readonly conversationId: string;
  readonly onCompare: () => void;
}

function Actions({ segment, alone, conversationId, onCompare }: ActionsProperties) {
  const { t } = useTranslation();
  const { id } = segment;
  const first = segment.nodes[0];
  return (
    <Group gap="xs" role="toolbar" aria-label={t('map.actions')}>
      <Button
        size="xs"
        leftSection={<IconEye size={16} />}
        onClick={() => void goTo(conversationId, id)}
      >
        {t('map.open')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTag size={16} />}
        onClick={() =>
          openDialog({ kind: 'nameBranch', messageId: id, name: first?.name ?? '', back: 'map' })
        }
      >
        {t('branch.name')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={alone}
        leftSection={<IconColumns2 size={16} />}
        onClick={onCompare}
      >
        {t('map.compare')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCopyPlus size={16} />}
        onClick={() => void ownBranch(id, false).then(closeDialog)}
      >
        {t('branch.copy')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={alone}
        leftSection={<IconFolderSymlink size={16} />}
        onClick={() => void ownBranch(id, true).then(closeDialog)}
      >
        {t('branch.move')}
      </Button>
      <Button
        size="xs"
        variant="light"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={() => void deleteBranch(conversationId, id)}
      >
        {t('branch.delete')}
      </Button>
    </Group>
  );
}
