// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QStringListModel>

#include <functional>

class QCompleter;
class QLineEdit;

namespace ember {

/// Completes the word before the cursor of a filter: roots of the language, operators, and inside quotes the names and
/// sources that exist.
class ExpressionCompleter : public QObject
{
    Q_OBJECT

public:
    /// Asked when a quoted text is begun: what may stand in it.
    using Texts = std::function<QStringList()>;

    ExpressionCompleter(QLineEdit *edit, Texts texts);

    /// Whether the list of proposals is open: it has the arrow keys then.
    [[nodiscard]] bool isOpen() const;

private:
    void propose();
    void insert(const QString &word);

    QLineEdit *m_edit;
    QCompleter *m_completer;
    QStringListModel m_words;
    Texts m_texts;
    bool m_inQuotes = false;
};

/// The part of a word or quoted text that stands before the cursor, and where it begins.
struct WordAtCursor
{
    qsizetype begin = 0;
    QString text;
    bool quoted = false;
};
[[nodiscard]] WordAtCursor wordAtCursor(const QString &text, qsizetype cursor);

} // namespace ember
