// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/texttemplate.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLargestWidth = 20;

Result<TextTemplate::Placeholder> parsePlaceholder(QStringView text, qsizetype column)
{
    TextTemplate::Placeholder placeholder;
    const qsizetype colon = text.indexOf(u':');
    const QStringView path = colon < 0 ? text : text.first(colon);
    if (path.isEmpty()) {
        return Error{u"column %1: nothing stands between the braces"_s.arg(column)};
    }
    for (const QChar c : path) {
        if (!c.isLetterOrNumber() && c != u'.' && c != u'_' && c != u'-') {
            return Error{u"column %1: \"%2\" is not a field path"_s.arg(column).arg(path)};
        }
    }
    if (colon >= 0) {
        const QStringView width = text.sliced(colon + 1);
        bool ok = false;
        placeholder.width = width.toInt(&ok);
        if (!ok || !width.startsWith(u'0') || placeholder.width < 1 || placeholder.width > kLargestWidth) {
            return Error{u"column %1: \"%2\" is not a width; write for example {%3:03}"_s.arg(column).arg(width, path)};
        }
    }
    placeholder.path = path.toString();
    placeholder.symbol = Symbol::intern(path);
    return placeholder;
}

} // namespace

Result<TextTemplate> TextTemplate::parse(const QString &text)
{
    TextTemplate result;
    result.m_source = text;
    QString literal;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'{') {
            literal += text[i];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == u'{') {
            literal += u'{';
            ++i;
            continue;
        }
        const qsizetype end = text.indexOf(u'}', i);
        if (end < 0) {
            return Error{u"column %1: the brace is not closed; write {{ for a brace of its own"_s.arg(i + 1)};
        }
        auto placeholder = parsePlaceholder(QStringView(text).sliced(i + 1, end - i - 1), i + 1);
        if (!placeholder) {
            return Error{placeholder.error()};
        }
        result.m_parts.push_back({literal, *std::move(placeholder)});
        literal.clear();
        i = end;
    }
    if (!literal.isEmpty()) {
        result.m_parts.push_back({literal, std::nullopt});
    }
    return result;
}

std::vector<TextTemplate::Placeholder> TextTemplate::placeholders() const
{
    std::vector<Placeholder> list;
    for (const Part &part : m_parts) {
        if (part.placeholder) {
            list.push_back(*part.placeholder);
        }
    }
    return list;
}

std::optional<QString> TextTemplate::fill(const Lookup &lookup) const
{
    QString text;
    for (const Part &part : m_parts) {
        text += part.literal;
        if (part.placeholder) {
            const std::optional<QString> value = lookup(*part.placeholder);
            if (!value) {
                return std::nullopt;
            }
            text += *value;
        }
    }
    return text;
}

} // namespace ember
