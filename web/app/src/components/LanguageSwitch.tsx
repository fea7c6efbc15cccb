import { Button } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n';

/** One press to the other language, named in that language. */
export function LanguageSwitch() {
  const { i18n } = useTranslation();
  const other = i18n.language === 'vi' ? 'en' : 'vi';
  return (
    <Button
      variant="subtle"
      lang={other}
      leftSection={<IconLanguage size={20} />}
      data-testid="language"
      onClick={() => void setLanguage(other)}
    >
      {other === 'vi' ? 'Tiếng Việt' : 'English'}
    </Button>
  );
}
