// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonnode.h"

#include "jsonobject.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QSet>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxDepth = 64;

/// Recursive descent over the text as UTF-16. Fails once and keeps the first error.
class JsonTextParser
{
public:
    explicit JsonTextParser(const QString &text)
        : m_text(text)
    {
    }

    Result<JsonNode> parse()
    {
        JsonNode node;
        skipSpace();
        if (parseValue(node, 0)) {
            skipSpace();
            if (m_at < m_text.size()) {
                fail(u"something follows after the end of the document"_s);
            }
        }
        if (!m_error.isEmpty()) {
            return Error{m_error};
        }
        return node;
    }

private:
    QChar current() const { return m_at < m_text.size() ? m_text[m_at] : QChar(u'\0'); }

    /// For errors: the whole character, also where it takes two places.
    QStringView character() const { return QStringView(m_text).mid(m_at, current().isHighSurrogate() ? 2 : 1); }

    bool fail(const QString &rule)
    {
        if (m_error.isEmpty()) {
            m_error = u"line %1, column %2: %3"_s.arg(m_line).arg(column()).arg(rule);
        }
        return false;
    }

    int column() const { return int(m_at - m_lineStart) + 1; }

    void skipSpace()
    {
        for (; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text[m_at];
            if (c == u'\n') {
                ++m_line;
                m_lineStart = m_at + 1;
            } else if (c != u' ' && c != u'\t' && c != u'\r') {
                return;
            }
        }
    }

    bool parseValue(JsonNode &node, int depth)
    {
        node.line = m_line;
        node.column = column();
        if (depth > kMaxDepth) {
            return fail(u"nested too deeply"_s);
        }
        if (m_at >= m_text.size()) {
            return fail(u"the file ends where a value was expected"_s);
        }
        const QChar c = current();
        if (c == u'{') {
            return parseObject(node, depth);
        }
        if (c == u'[') {
            return parseArray(node, depth);
        }
        if (c == u'"') {
            QString text;
            node.type = JsonNode::Type::Text;
            const bool ok = parseText(text);
            node.scalar = text;
            return ok;
        }
        if (c == u'-' || c.isDigit()) {
            return parseNumber(node);
        }
        return parseWord(node);
    }

    bool parseWord(JsonNode &node)
    {
        const QStringView rest = QStringView(m_text).sliced(m_at);
        const auto take = [&](QStringView word, JsonNode::Type type, const QJsonValue &value) {
            if (!rest.startsWith(word)) {
                return false;
            }
            m_at += word.size();
            node.type = type;
            node.scalar = value;
            return true;
        };
        return take(u"true", JsonNode::Type::Boolean, true) || take(u"false", JsonNode::Type::Boolean, false)
            || take(u"null", JsonNode::Type::Null, QJsonValue(QJsonValue::Null))
            || fail(u"\"%1\" is not a JSON value"_s.arg(character()));
    }

    bool parseNumber(JsonNode &node)
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && (current().isLetterOrNumber() || u"+-."_s.contains(current()))) {
            ++m_at;
        }
        const QStringView number = QStringView(m_text).sliced(start, m_at - start);
        const QStringView digits = number.startsWith(u'-') ? number.sliced(1) : number;
        const bool leadingZero = digits.size() > 1 && digits[0] == u'0' && digits[1].isDigit();
        bool ok = false;
        node.type = JsonNode::Type::Number;
        if (const qint64 integer = number.toLongLong(&ok); ok && !leadingZero) {
            node.scalar = integer;
            return true;
        }
        const double real = number.toDouble(&ok);
        if (!ok || leadingZero || !std::isfinite(real) || digits.isEmpty() || !digits[0].isDigit()) {
            m_at = start;
            return fail(u"\"%1\" is not a JSON number"_s.arg(number));
        }
        node.scalar = real;
        return true;
    }

    bool parseText(QString &text)
    {
        ++m_at; // the opening quote
        while (m_at < m_text.size() && current() != u'"') {
            QChar c = m_text[m_at++];
            if (c < u' ') {
                --m_at;
                return fail(u"a text ends before the end of the line (or holds a control character)"_s);
            }
            if (c == u'\\' && !parseEscape(c)) {
                return false;
            }
            text += c;
        }
        if (m_at >= m_text.size()) {
            return fail(u"a text is not closed"_s);
        }
        if (!text.isValidUtf16()) {
            return fail(u"an escape names half of a character: \\u with D8 to DF comes in pairs"_s);
        }
        ++m_at;
        return true;
    }

    bool parseEscape(QChar &c)
    {
        static constexpr QStringView names = u"\"\\/bfnrt";
        static constexpr QStringView meanings = u"\"\\/\b\f\n\r\t";
        const QChar name = current();
        if (const qsizetype index = names.indexOf(name); index >= 0) {
            c = meanings[index];
            ++m_at;
            return true;
        }
        bool ok = false;
        const uint code = QStringView(m_text).mid(m_at + 1, 4).toUInt(&ok, 16);
        if (name != u'u' || !ok || m_at + 5 > m_text.size()) {
            return fail(u"\"\\%1\" is not an escape of JSON"_s.arg(character()));
        }
        c = QChar(char16_t(code));
        m_at += 5;
        return true;
    }

    bool parseArray(JsonNode &node, int depth)
    {
        node.type = JsonNode::Type::Array;
        ++m_at;
        skipSpace();
        while (current() != u']') {
            JsonNode item;
            if (!parseValue(item, depth + 1) || !parseSeparator(u']')) {
                return false;
            }
            node.items.push_back(std::move(item));
        }
        ++m_at;
        return true;
    }

    bool parseObject(JsonNode &node, int depth)
    {
        node.type = JsonNode::Type::Object;
        QSet<QString> seen;
        ++m_at;
        skipSpace();
        while (current() != u'}') {
            if (current() != u'"') {
                return fail(u"a member name in double quotes was expected"_s);
            }
            const qsizetype start = m_at;
            QString key;
            if (!parseText(key)) {
                return false;
            }
            if (seen.contains(key)) {
                m_at = start;
                return fail(u"member \"%1\" stands twice in the same object"_s.arg(key));
            }
            skipSpace();
            if (current() != u':') {
                return fail(u"\":\" was expected after the member name"_s);
            }
            ++m_at;
            skipSpace();
            JsonNode item;
            if (!parseValue(item, depth + 1) || !parseSeparator(u'}')) {
                return false;
            }
            seen.insert(key);
            node.keys.push_back(key);
            node.items.push_back(std::move(item));
        }
        ++m_at;
        return true;
    }

    /// What stands behind an element: a comma and another element, or the end.
    bool parseSeparator(QChar end)
    {
        skipSpace();
        if (current() == end) {
            return true;
        }
        if (current() != u',') {
            return fail(u"\",\" or \"%1\" was expected"_s.arg(end));
        }
        ++m_at;
        skipSpace();
        return current() != end || fail(u"nothing follows after the last comma"_s);
    }

    const QString &m_text;
    qsizetype m_at = 0;
    qsizetype m_lineStart = 0;
    int m_line = 1;
    QString m_error;
};

} // namespace

const JsonNode *JsonNode::member(QStringView key) const noexcept
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] == key) {
            return &items[i];
        }
    }
    return nullptr;
}

QJsonValue JsonNode::toJson() const
{
    if (type == Type::Array) {
        QJsonArray array;
        for (const JsonNode &item : items) {
            array.append(item.toJson());
        }
        return array;
    }
    if (type == Type::Object) {
        std::vector<std::pair<QString, QJsonValue>> members;
        members.reserve(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            members.emplace_back(keys[i], items[i].toJson());
        }
        return jsonObjectOf(std::move(members));
    }
    return scalar;
}

Result<JsonNode> JsonNode::parse(const QByteArray &text)
{
    qsizetype line = 1;
    for (const QByteArray &part : text.split('\n')) {
        if (!QByteArrayView(part).isValidUtf8()) {
            return Error{u"line %1, column 1: the line is not UTF-8"_s.arg(line)};
        }
        ++line;
    }
    const QString decoded = QString::fromUtf8(text);
    return JsonTextParser(decoded).parse();
}

} // namespace ember
