import { ActionIcon } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBold,
  IconH2,
  IconItalic,
  IconList,
  IconListNumbers,
  type Icon,
} from '@tabler/icons-react';
import { EditorContent, useEditor, useEditorState, type Editor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import type { ParseKeys } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conclude.module.css';
import type { Doc } from './types';

/** What official documents have: headings, paragraphs, lists, bold and italic. The server takes nothing else. */
const extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    blockquote: false,
    code: false,
    codeBlock: false,
    horizontalRule: false,
    link: false,
    strike: false,
    underline: false,
  }),
];

interface Props {
  label: string;
  content: Doc;
  editable: boolean;
  onChange?: (content: Doc) => void;
  /** Counts up when content was replaced from outside: the editor then shows it. */
  generation?: number;
}

/** The editor of an official document's text. */
export function TextEditor({ label, content, editable, onChange, generation = 0 }: Props) {
  const editor = useEditor({
    extensions,
    content,
    editable,
    editorProps: {
      attributes: {
        'aria-label': label,
        'aria-multiline': 'true',
        'aria-readonly': String(!editable),
        role: 'textbox',
        lang: 'vi',
        spellcheck: 'false',
      },
    },
    onUpdate: ({ editor: changed }) => onChange?.(changed.getJSON()),
  });
  useEffect(() => {
    if (generation > 0) editor.commands.setContent(content, { emitUpdate: false });
    // The content of a generation is shown once; what is typed after comes from here.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [editor, generation]);
  useEffect(() => editor.setEditable(editable, false), [editor, editable]);
  return (
    <div className={classes.editor}>
      {editable && <Toolbar editor={editor} />}
      <EditorContent editor={editor} className={classes.sheet} data-testid="text" />
    </div>
  );
}

type Tool = [name: string, label: ParseKeys, icon: Icon, act: (editor: Editor) => void, on?: string];

const tools: Tool[] = [
  ['bold', 'conclude.editor.bold', IconBold, (e) => e.chain().focus().toggleBold().run()],
  ['italic', 'conclude.editor.italic', IconItalic, (e) => e.chain().focus().toggleItalic().run()],
  ['heading', 'conclude.editor.heading', IconH2, (e) => e.chain().focus().toggleHeading({ level: 2 }).run()],
  ['bulletList', 'conclude.editor.bullets', IconList, (e) => e.chain().focus().toggleBulletList().run()],
  [
    'orderedList',
    'conclude.editor.numbers',
    IconListNumbers,
    (e) => e.chain().focus().toggleOrderedList().run(),
  ],
];

function Toolbar({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  const state = useEditorState({
    editor,
    selector: ({ editor: e }) => ({
      on: tools.filter(([name]) => e.isActive(name)).map(([name]) => name),
      undo: e.can().undo(),
      redo: e.can().redo(),
    }),
  });
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('conclude.editor.tools')}>
      {tools.map(([name, label, ToolIcon, act]) => (
        <ActionIcon
          key={name}
          aria-label={t(label)}
          title={t(label)}
          aria-pressed={state.on.includes(name)}
          variant={state.on.includes(name) ? 'light' : 'subtle'}
          onClick={() => act(editor)}
        >
          <ToolIcon size={20} />
        </ActionIcon>
      ))}
      <ActionIcon
        aria-label={t('conclude.editor.undo')}
        title={t('conclude.editor.undo')}
        disabled={!state.undo}
        onClick={() => editor.chain().focus().undo().run()}
      >
        <IconArrowBackUp size={20} />
      </ActionIcon>
      <ActionIcon
        aria-label={t('conclude.editor.redo')}
        title={t('conclude.editor.redo')}
        disabled={!state.redo}
        onClick={() => editor.chain().focus().redo().run()}
      >
        <IconArrowForwardUp size={20} />
      </ActionIcon>
    </div>
  );
}
