// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/expression/expression.h>

#include "evaluator.h"
#include "parser.h"
#include "program.h"

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// One column for each character: surrogate pairs count once, and nothing breaks the line or moves the columns.
QString shownText(QStringView text)
{
    QString shown;
    shown.reserve(text.size());
    for (const QChar c : text) {
        shown += c.isPrint() || c.isSurrogate() ? c : QChar(u' ');
    }
    return shown;
}

qsizetype columnsOf(QStringView text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

QString threeLines(const ExpressionError &error, QStringView text)
{
    constexpr qsizetype kLongest = 200;
    constexpr qsizetype kBefore = 60;
    constexpr qsizetype kShown = 120;

    qsizetype from = 0;
    qsizetype length = text.size();
    if (length > kLongest) {
        from = std::max<qsizetype>(0, error.column - kBefore);
        from += from > 0 && text[from].isLowSurrogate() ? 1 : 0;
        length = std::min(kShown, length - from);
        length -= length > 0 && text[from + length - 1].isHighSurrogate() ? 1 : 0;
    }
    const QStringView before = from > 0 ? QStringView(u"…") : QStringView();
    const QStringView after = from + length < text.size() ? QStringView(u"…") : QStringView();
    const QStringView part = text.sliced(from, length);
    const qsizetype column = std::clamp<qsizetype>(error.column - from, 0, length);
    const qsizetype marked = std::clamp<qsizetype>(error.length, 0, length - column);

    const QString indent(before.size() + columnsOf(part.first(column)), u' ');
    const QString tail(std::max<qsizetype>(0, columnsOf(part.sliced(column, marked)) - 1), u'~');
    return error.message + u'\n' + before + shownText(part) + after + u'\n' + indent + u'^' + tail;
}

} // namespace

Expression::Expression(std::shared_ptr<const ExpressionProgram> program) noexcept
    : m_program(std::move(program))
{
}

Result<Expression> Expression::parse(QStringView text, ExpressionRoots roots, ExpressionError *error)
{
    Parser parser(text, roots);
    auto program = parser.parse();
    if (!program) {
        if (error) {
            *error = parser.error();
        }
        return Error{threeLines(parser.error(), text)};
    }
    return Expression(std::make_shared<const ExpressionProgram>(std::move(*program)));
}

bool Expression::matches(const Scope &scope) const noexcept
{
    return Evaluator(*m_program, scope).holds(m_program->root);
}

Value Expression::evaluate(const Scope &scope) const noexcept
{
    return Evaluator(*m_program, scope).value(m_program->root);
}

QString Expression::text() const
{
    return m_program->text;
}

bool Expression::readsRoot(FieldReference::Root root) const noexcept
{
    return std::any_of(m_program->fields.begin(), m_program->fields.end(),
        [root](const FieldReference &field) { return field.root == root; });
}

bool Expression::usesHandlers() const noexcept
{
    return readsRoot(FieldReference::Root::Handler);
}

bool Expression::usesAge() const noexcept
{
    return readsRoot(FieldReference::Root::Age);
}

const std::vector<FieldReference> &Expression::fields() const noexcept
{
    return m_program->fields;
}

} // namespace ember
