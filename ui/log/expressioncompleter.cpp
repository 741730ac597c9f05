// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/expressioncompleter.h"

#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QLineEdit>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// Roots and words of the language for the log (design.md §7).
QStringList languageWords()
{
    return {u"age"_s, u"and"_s, u"connection"_s, u"contains"_s, u"correlationid"_s, u"data."_s, u"derived."_s,
        u"duration"_s, u"exists"_s, u"false"_s, u"handler.name"_s, u"handler.failed"_s, u"handler.duration"_s,
        u"handler.priority"_s, u"handler.outcome"_s, u"in"_s, u"labels."_s, u"matches"_s, u"name"_s, u"not"_s,
        u"null"_s, u"or"_s, u"raw."_s, u"replayed"_s, u"sequence"_s, u"source"_s, u"subject"_s, u"time"_s, u"true"_s,
        u"type"_s, u"values."_s};
}

bool isWordCharacter(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character == u'.';
}

} // namespace

WordAtCursor wordAtCursor(const QString &text, qsizetype cursor)
{
    bool quoted = false;
    qsizetype open = 0;
    for (qsizetype i = 0; i < cursor; ++i) {
        if (text.at(i) == u'\\' && quoted) {
            ++i;
        } else if (text.at(i) == u'"') {
            quoted = !quoted;
            open = i + 1;
        }
    }
    if (quoted) {
        return {open, text.mid(open, cursor - open), true};
    }
    qsizetype begin = cursor;
    while (begin > 0 && isWordCharacter(text.at(begin - 1))) {
        --begin;
    }
    return {begin, text.mid(begin, cursor - begin), false};
}

ExpressionCompleter::ExpressionCompleter(QLineEdit *edit, Texts texts)
    : QObject(edit)
    , m_edit(edit)
    , m_completer(new QCompleter(this))
    , m_texts(std::move(texts))
{
    m_completer->setModel(&m_words);
    m_completer->setWidget(edit);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setMaxVisibleItems(10);
    connect(edit, &QLineEdit::textEdited, this, &ExpressionCompleter::propose);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &ExpressionCompleter::insert);
}

bool ExpressionCompleter::isOpen() const
{
    return m_completer->popup()->isVisible();
}

void ExpressionCompleter::propose()
{
    const WordAtCursor word = wordAtCursor(m_edit->text(), m_edit->cursorPosition());
    if (word.text.isEmpty() && !word.quoted) {
        m_completer->popup()->hide();
        return;
    }
    m_inQuotes = word.quoted;
    m_words.setStringList(word.quoted ? m_texts() : languageWords());
    m_completer->setFilterMode(word.quoted ? Qt::MatchContains : Qt::MatchStartsWith);
    m_completer->setCompletionPrefix(word.text);
    const int proposals = m_completer->completionCount();
    const bool finished = proposals == 1 && m_completer->currentCompletion() == word.text;
    if (proposals == 0 || finished) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = m_edit->inputMethodQuery(Qt::ImCursorRectangle).toRect();
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) + 32);
    m_completer->complete(place);
}

void ExpressionCompleter::insert(const QString &word)
{
    const QString text = m_edit->text();
    const qsizetype cursor = m_edit->cursorPosition();
    const WordAtCursor before = wordAtCursor(text, cursor);
    const bool closes = m_inQuotes && (cursor >= text.size() || text.at(cursor) != u'"');
    const QString inserted = closes ? QString(word + u'"') : word;
    m_edit->setText(text.left(before.begin) + inserted + text.mid(cursor));
    m_edit->setCursorPosition(int(before.begin + inserted.size()));
    Q_EMIT m_edit->textEdited(m_edit->text());
    m_completer->popup()->hide();
}

} // namespace ember
