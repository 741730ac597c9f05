// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lexer.h"

#include "shortened.h"

#include <QtCore/QtNumeric>

#include <array>
#include <cmath>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Kind = Token::Kind;

constexpr std::array<std::pair<QStringView, Kind>, 10> kKeywords{{{u"or", Kind::Or}, {u"and", Kind::And},
    {u"not", Kind::Not}, {u"exists", Kind::Exists}, {u"true", Kind::True}, {u"false", Kind::False},
    {u"null", Kind::Null}, {u"contains", Kind::Contains}, {u"matches", Kind::Matches}, {u"in", Kind::In}}};

// Longer ones first. "&&" cannot be two "&": there is no unary one.
constexpr std::array<std::pair<QStringView, Kind>, 19> kSymbols{{{u"==", Kind::Equal}, {u"!=", Kind::NotEqual},
    {u"<=", Kind::LessEqual}, {u">=", Kind::GreaterEqual}, {u"&&", Kind::And}, {u"||", Kind::Or}, {u"<", Kind::Less},
    {u">", Kind::Greater}, {u"!", Kind::Not}, {u"+", Kind::Plus}, {u"-", Kind::Minus}, {u"*", Kind::Star},
    {u"/", Kind::Slash}, {u"&", Kind::Ampersand}, {u"(", Kind::ParenthesisOpen}, {u")", Kind::ParenthesisClose},
    {u"{", Kind::BraceOpen}, {u"}", Kind::BraceClose}, {u",", Kind::Comma}}};

constexpr std::array<std::pair<QStringView, qint64>, 7> kUnits{{{u"ns", 1}, {u"us", 1'000}, {u"ms", 1'000'000},
    {u"s", 1'000'000'000}, {u"m", 60'000'000'000}, {u"h", 3'600'000'000'000}, {u"d", 86'400'000'000'000}}};

bool isDigit(QChar c) noexcept
{
    return c >= u'0' && c <= u'9';
}

bool startsName(QChar c) noexcept
{
    return c.isLetter() || c == u'_';
}

bool continuesName(QChar c) noexcept
{
    return c.isLetterOrNumber() || c == u'_';
}

} // namespace

QChar Lexer::at(qsizetype position) const noexcept
{
    return position < m_text.size() ? m_text[position] : QChar();
}

qsizetype Lexer::characterLength(qsizetype position) const noexcept
{
    return at(position).isHighSurrogate() && at(position + 1).isLowSurrogate() ? 2 : 1;
}

Token Lexer::token(Kind kind, qsizetype start)
{
    m_lastEnd = m_position;
    Token token;
    token.kind = kind;
    token.column = start;
    token.length = m_position - start;
    return token;
}

Token Lexer::wrong(QString message, qsizetype column, qsizetype length)
{
    m_error = {std::move(message), column, length};
    Token token;
    token.kind = Kind::Wrong;
    token.column = column;
    token.length = length;
    return token;
}

void Lexer::skipDigits() noexcept
{
    while (isDigit(at(m_position))) {
        ++m_position;
    }
}

void Lexer::skipWord() noexcept
{
    while (continuesName(at(m_position))) {
        ++m_position;
    }
}

Token Lexer::next()
{
    while (m_position < m_text.size() && m_text[m_position].isSpace()) {
        ++m_position;
    }
    const qsizetype start = m_position;
    const QChar c = at(start);
    if (start == m_text.size()) {
        Token end;
        end.column = m_lastEnd;
        return end;
    }
    if (startsName(c)) {
        return readName(start);
    }
    if (isDigit(c)) {
        return readNumber(start);
    }
    return c == u'"' ? readText(start) : readSymbol(start);
}

Token Lexer::readName(qsizetype start)
{
    skipWord();
    QString path = m_text.sliced(start, m_position - start).toString();
    for (const auto &[word, kind] : kKeywords) {
        if (path == word && at(m_position) != u'.') {
            return token(kind, start);
        }
    }
    while (at(m_position) == u'.') {
        const qsizetype dot = m_position++;
        path += u'.';
        const qsizetype lengthBefore = path.size();
        if (at(m_position) == u'"') {
            const auto segment = quoted();
            if (!segment) {
                return wrong(m_error.message, m_error.column, m_error.length);
            }
            path += *segment;
        } else {
            const qsizetype segment = m_position;
            skipWord();
            path += m_text.sliced(segment, m_position - segment);
        }
        if (path.size() == lengthBefore) {
            return wrong(
                u"a field's name is missing behind the point: write it there, in quotes if it is no plain word"_s, dot,
                1);
        }
    }
    Token name = token(Kind::Name, start);
    name.text = std::move(path);
    return name;
}

Token Lexer::readNumber(qsizetype start)
{
    if (at(start) == u'0' && (at(start + 1) == u'x' || at(start + 1) == u'X')) {
        return readHexadecimal(start);
    }
    skipDigits();
    bool isInteger = true;
    if (at(m_position) == u'.' && isDigit(at(m_position + 1))) {
        isInteger = false;
        ++m_position;
        skipDigits();
    }
    if (at(m_position) == u'e' || at(m_position) == u'E') {
        const QChar sign = at(m_position + 1);
        const qsizetype digits = m_position + (sign == u'+' || sign == u'-' ? 2 : 1);
        if (isDigit(at(digits))) {
            isInteger = false;
            m_position = digits;
            skipDigits();
        }
    }
    if (startsName(at(m_position))) {
        const qsizetype unitStart = m_position;
        skipWord();
        return readDuration(start, unitStart, isInteger);
    }
    const QStringView text = m_text.sliced(start, m_position - start);
    bool fits = false;
    const Value number = isInteger ? Value(qint64(text.toLongLong(&fits))) : Value(text.toDouble(&fits));
    if (!fits || !std::isfinite(number.toReal())) {
        return wrong(isInteger
                ? u"this integer is too large: the largest is 9223372036854775807, a larger number needs "
                  u"a point or an exponent"_s
                : u"this number is too large: the largest is about 1.8e308"_s,
            start, text.size());
    }
    Token result = token(Kind::Number, start);
    result.number = number;
    return result;
}

Token Lexer::readHexadecimal(qsizetype start)
{
    m_position = start + 2;
    skipWord();
    const QStringView digits = m_text.sliced(start + 2, m_position - start - 2);
    for (qsizetype i = 0; i < digits.size(); ++i) {
        const QChar digit = digits[i].toLower();
        if (!isDigit(digit) && (digit < u'a' || digit > u'f')) {
            return wrong(
                u"“%1” is no hexadecimal digit: they are 0 to 9 and a to f"_s.arg(digits[i]), start + 2 + i, 1);
        }
    }
    bool fits = false;
    const qint64 number = digits.toLongLong(&fits, 16);
    if (!fits) {
        return wrong(digits.isEmpty() ? u"digits are missing behind “0x”: write for example 0x20"_s
                                      : u"this integer is too large: the largest is 0x7fffffffffffffff"_s,
            start, m_position - start);
    }
    Token result = token(Kind::Number, start);
    result.number = number;
    return result;
}

Token Lexer::readDuration(qsizetype start, qsizetype unitStart, bool isInteger)
{
    const QStringView amount = m_text.sliced(start, unitStart - start);
    const QStringView unit = m_text.sliced(unitStart, m_position - unitStart);
    for (const auto &[name, nanoseconds] : kUnits) {
        if (unit != name) {
            continue;
        }
        bool fits = false;
        qint64 duration = 0;
        if (isInteger) {
            const qint64 count = amount.toLongLong(&fits);
            fits = fits && !qMulOverflow(count, nanoseconds, &duration);
        } else {
            const double exact = std::round(amount.toDouble(&fits) * double(nanoseconds));
            fits = fits && exact < 9223372036854775808.0; // 2^63
            duration = fits ? qint64(exact) : 0;
        }
        if (!fits) {
            return wrong(
                u"this duration is too long: the longest is about 292 years (106751d)"_s, start, m_position - start);
        }
        Token result = token(Kind::Number, start);
        result.number = duration;
        return result;
    }
    return wrong(
        u"“%1” is no unit of time: write ns, us, ms, s, m, h or d behind a number, or nothing"_s.arg(shortened(unit)),
        unitStart, unit.size());
}

Token Lexer::readText(qsizetype start)
{
    auto characters = quoted();
    if (!characters) {
        return wrong(m_error.message, m_error.column, m_error.length);
    }
    Token result = token(Kind::Text, start);
    result.text = std::move(*characters);
    return result;
}

std::optional<QString> Lexer::quoted()
{
    const qsizetype start = m_position++;
    QString characters;
    while (m_position < m_text.size()) {
        const QChar c = m_text[m_position++];
        if (c == u'"') {
            return characters;
        }
        if (c != u'\\') {
            characters += c;
            continue;
        }
        if (m_position == m_text.size()) {
            break;
        }
        const QChar escaped = m_text[m_position];
        if (escaped != u'"' && escaped != u'\\' && escaped != u'n') {
            const QStringView escape = m_text.sliced(m_position - 1, 1 + characterLength(m_position));
            m_error = {u"“%1” is no escape: there are \\\" \\\\ and \\n; a backslash itself is written \\\\"_s.arg(
                           shortened(escape)),
                m_position - 1, escape.size()};
            return {};
        }
        characters += escaped == u'n' ? QChar(u'\n') : escaped;
        ++m_position;
    }
    m_error = {u"this text is not closed: end it with a “\"”"_s, start, m_text.size() - start};
    return {};
}

Token Lexer::readSymbol(qsizetype start)
{
    const QStringView rest = m_text.sliced(start);
    for (const auto &[symbol, kind] : kSymbols) {
        if (rest.startsWith(symbol)) {
            m_position += symbol.size();
            return token(kind, start);
        }
    }
    return unexpectedCharacter(start);
}

Token Lexer::unexpectedCharacter(qsizetype start)
{
    const QChar c = m_text[start];
    if (c == u'=') {
        return wrong(u"“=” does not compare: write “==”"_s, start, 1);
    }
    if (c == u'|') {
        return wrong(u"“|” is no operator: write “or”"_s, start, 1);
    }
    if (c == u'~') {
        return wrong(u"“~” is no operator: write “matches” for a pattern, “contains” for a part of a text"_s, start, 1);
    }
    if (c == u'\'' || c == u'`' || c == QChar(0x2018) || c == QChar(0x201c) || c == QChar(0x201d)) {
        return wrong(u"texts stand in straight double quotes: write \"…\""_s, start, 1);
    }
    if (c == u'.') {
        return wrong(u"a “.” stands only inside a number (0.5) or a field (data.new)"_s, start, 1);
    }
    if (!c.isPrint() && !c.isSurrogate()) {
        return wrong(u"a character that cannot be shown (U+%1) stands here: remove it"_s.arg(
                         uint(c.unicode()), 4, 16, QLatin1Char('0')),
            start, 1);
    }
    const qsizetype length = characterLength(start);
    return wrong(u"“%1” means nothing here: remove it, or put it in quotes if it belongs to a text"_s.arg(
                     m_text.sliced(start, length)),
        start, length);
}

} // namespace ember
