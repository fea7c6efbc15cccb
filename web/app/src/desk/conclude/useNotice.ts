import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { concludeKeys, getNotice, issueNotice, saveNotice, waiveNotice } from './api';
import type { Doc, Notice, NoticeFields } from './types';

const fieldsOf = (notice: Notice): NoticeFields => ({
  agency: { catalogue: notice.agency.catalogue, code: notice.agency.code },
  parentName: notice.parentName,
  agencyName: notice.agencyName,
  place: notice.place,
  symbol: notice.symbol,
  abstract: notice.abstract,
  copyTo: notice.copyTo,
  form: notice.form,
  onBehalf: notice.onBehalf,
  principal: notice.principal,
  signerTitle: notice.signerTitle,
  signerName: notice.signerName,
});

/** A conclusion notice under the secretary's hands: what is typed, what is saved, and the ways out. */
export function useNotice(notice: Notice) {
  const client = useQueryClient();
  const id = notice.meetingId;
  const [version, setVersion] = useState(notice.version);
  const [fields, setFields] = useState(() => fieldsOf(notice));
  const [text, setText] = useState<Doc>(notice.content);
  const [generation, setGeneration] = useState(0);
  const [shown, setShown] = useState<Doc>(notice.content);
  const [dirty, setDirty] = useState(false);
  const keep = (saved: Notice) => {
    setVersion(saved.version);
    setDirty(false);
    client.setQueryData(concludeKeys.notice(id), saved);
  };
  const save = useMutation({ mutationFn: () => saveNotice(id, version, fields, text), onSuccess: keep });
  const decided = (saved: Notice) => {
    keep(saved);
    void client.invalidateQueries({ queryKey: concludeKeys.tasks });
    return client.invalidateQueries({ queryKey: concludeKeys.issued });
  };
  const issue = useMutation({
    mutationFn: async () => {
      const saved = await saveNotice(id, version, fields, text);
      setVersion(saved.version);
      return issueNotice(id, saved.version);
    },
    onSuccess: decided,
  });
  const waive = useMutation({
    mutationFn: (reason: string) => waiveNotice(id, version, reason),
    onSuccess: decided,
  });
  const settle = (take: boolean) =>
    getNotice(id).then((theirs) => {
      save.reset();
      issue.reset();
      setVersion(theirs.version);
      if (!take) return;
      setFields(fieldsOf(theirs));
      setText(theirs.content);
      setShown(theirs.content);
      setGeneration((n) => n + 1);
      setDirty(false);
    });
  return {
    version,
    fields,
    generation,
    shown,
    dirty: dirty && !issue.isSuccess && !waive.isSuccess,
    save,
    issue,
    waive,
    settle,
    change: (changed: NoticeFields) => {
      setFields(changed);
      setDirty(true);
    },
    write: (changed: Doc) => {
      setText(changed);
      setDirty(true);
    },
  };
}
