// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bodylayout.h"

#include "sametext.h"

#include <algorithm>

namespace ember {

namespace {

constexpr int kMostDigits = 18; // fit into 64 bits whatever they are

bool isOneOf(char c, std::string_view characters) noexcept
{
    return characters.find(c) != std::string_view::npos;
}

/// Walks over a text that is known to be JSON.
class Walker
{
public:
    explicit Walker(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] std::size_t place() const noexcept { return m_at; }
    void goTo(std::size_t place) noexcept { m_at = place; }
    /// Goes on to the next character that is no white space.
    char ahead() noexcept
    {
        while (m_at < m_text.size() && isOneOf(m_text[m_at], " \t\r\n")) {
            ++m_at;
        }
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }
    bool take(char wanted) noexcept
    {
        const bool isThere = ahead() == wanted;
        m_at += isThere ? 1 : 0;
        return isThere;
    }
    /// The characters of a text; nullopt if it is none, or one that is not written as it reads.
    [[nodiscard]] std::optional<std::string_view> takeText() noexcept
    {
        if (!take('"')) {
            return std::nullopt;
        }
        const std::size_t begin = m_at;
        skipText();
        const std::string_view text = m_text.substr(begin, m_at - 1 - begin);
        return isOneOf('\\', text) ? std::nullopt : std::optional(text);
    }
    /// A member's name with its colon.
    [[nodiscard]] std::optional<std::string_view> takeName() noexcept
    {
        const auto name = takeText();
        return take(':') ? name : std::nullopt;
    }
    void skipValue() noexcept
    {
        int depth = 0;
        do {
            const char first = ahead();
            ++m_at;
            if (first == '"') {
                skipText();
            } else if (first == '{' || first == '[') {
                ++depth;
            } else if (first == '}' || first == ']') {
                --depth;
            } else if (first != ',' && first != ':') {
                skipWord();
            }
        } while (depth > 0 && m_at < m_text.size());
    }

private:
    void skipText() noexcept // behind its first quote
    {
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        m_at = std::min(m_at + 1, m_text.size());
    }
    void skipWord() noexcept
    {
        while (m_at < m_text.size() && !isOneOf(m_text[m_at], ",:]} \t\r\n")) {
            ++m_at;
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

/// Reads a whole number as JSON writes it, and stands behind it then. False if it is none, or too long a one.
[[gnu::always_inline]] inline bool takeInteger(const char *&at, const char *end, qint64 &number) noexcept
{
    const char *place = at;
    const bool isNegative = place != end && *place == '-';
    place += isNegative ? 1 : 0;
    const char *const first = place;
    quint64 value = 0;
    for (; place != end; ++place) {
        const auto digit = unsigned(static_cast<unsigned char>(*place)) - unsigned('0');
        if (digit > 9) {
            break;
        }
        value = value * 10 + digit;
    }
    const auto digits = place - first;
    if (digits == 0 || digits > kMostDigits || (*first == '0' && (digits > 1 || isNegative))) {
        return false; // "-0" is for the parser to judge
    }
    number = isNegative ? -qint64(value) : qint64(value);
    at = place;
    return true;
}

/// Goes on to the end of a text's characters. False where one comes that is not written as it reads or not ASCII.
bool takeCharacters(const char *&at, const char *end) noexcept
{
    for (; at != end && *at != '"'; ++at) {
        if (*at < ' ' || *at == '\\' || *at == '\x7f') { // above ASCII a char is negative
            return false;
        }
    }
    return at != end;
}

std::string_view viewOf(const QByteArray &bytes) noexcept
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

} // namespace

struct BodyLayout::Place
{
    std::size_t begin = 0; // in the text
    std::size_t end = 0;
    int cell = kAnyNumber;
};

/// A value beside the body that may be another one of its kind; nullopt for one that is neither text nor whole number.
std::optional<BodyLayout::Place> BodyLayout::changeable(const char *bytes, std::size_t begin, std::size_t end)
{
    const char *const last = bytes + end;
    const char *at = bytes + begin;
    qint64 number = 0;
    if (takeInteger(at, last, number) && at == last) {
        return Place{.begin = begin, .end = end, .cell = kAnyNumber};
    }
    at = bytes + begin + 1;
    if (bytes[begin] == '"' && takeCharacters(at, last) && at + 1 == last) {
        return Place{.begin = begin + 1, .end = end - 1, .cell = kAnyText};
    }
    return std::nullopt;
}

/// Where the body begins, as the last of the places, and those beside it before.
bool BodyLayout::findBody(
    const QByteArray &text, const JsonPath &body, const IsAskedFor &isAskedFor, std::vector<Place> &places)
{
    const char *const bytes = text.constData();
    Walker walker(viewOf(text));
    JsonPath path;
    for (const QByteArray &segment : body) {
        std::optional<std::size_t> found; // the last of that name
        if (!walker.take('{')) {
            return false;
        }
        while (walker.ahead() == '"') {
            const auto name = walker.takeName();
            if (!name) {
                return false;
            }
            walker.ahead();
            const std::size_t begin = walker.place();
            walker.skipValue();
            const std::size_t end = walker.place();
            walker.take(',');
            path.emplace_back(name->data(), qsizetype(name->size()));
            if (path.back() == segment) {
                found = begin;
            } else if (const auto place = changeable(bytes, begin, end); place && !isAskedFor(path)) {
                places.push_back(*place);
            }
            path.pop_back();
        }
        if (!found) {
            return false;
        }
        walker.goTo(*found);
        path.push_back(segment);
    }
    walker.ahead();
    places.push_back({.begin = walker.place()});
    return true;
}

/// The numbers of a body that has nothing else.
bool BodyLayout::findNumbers(std::string_view text, const MessageDefinition &message, std::vector<Place> &places)
{
    Walker walker(text);
    walker.goTo(places.back().begin);
    places.pop_back();
    if (!walker.take('{')) {
        return false;
    }
    while (walker.ahead() == '"') {
        const auto name = walker.takeName();
        const auto cell = name ? message.wireKeys.find(*name) : message.wireKeys.end();
        if (cell == message.wireKeys.end()) {
            return false;
        }
        walker.ahead();
        const std::size_t begin = walker.place();
        walker.skipValue();
        const std::size_t end = walker.place();
        walker.take(',');
        const char *at = text.data() + begin;
        qint64 number = 0;
        if (!takeInteger(at, text.data() + end, number) || at != text.data() + end) {
            return false;
        }
        places.push_back({.begin = begin, .end = end, .cell = cell->second});
    }
    return true;
}

std::optional<BodyLayout> BodyLayout::of(
    const QByteArray &text, const JsonPath &body, const MessageDefinition &message, const IsAskedFor &isAskedFor)
{
    std::vector<Place> places;
    if (text.size() > kLongestText || message.nested || !findBody(text, body, isAskedFor, places)
        || !findNumbers(viewOf(text), message, places) || places.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(places, {}, &Place::begin);
    BodyLayout layout;
    std::size_t written = 0; // of the text
    for (const Place &place : places) {
        layout.m_values.push_back(
            {.begin = std::size_t(layout.m_fixed.size()), .size = place.begin - written, .cell = place.cell});
        layout.m_fixed.append(text.constData() + written, qsizetype(place.begin - written));
        written = place.end;
    }
    layout.m_tail = std::size_t(layout.m_fixed.size());
    layout.m_fixed.append(text.constData() + written, text.size() - qsizetype(written));
    return layout;
}

bool BodyLayout::read(const QByteArray &text, CellWriter &writer) const
{
    const char *at = text.constData();
    const char *const end = at + text.size();
    const char *const fixed = m_fixed.constData();
    for (const Value &value : m_values) {
        if (std::size_t(end - at) < value.size || !isSameText({at, value.size}, {fixed + value.begin, value.size})) {
            return false;
        }
        at += value.size;
        qint64 number = 0;
        if (value.cell == kAnyText) [[unlikely]] {
            if (!takeCharacters(at, end)) {
                return false;
            }
        } else if (!takeInteger(at, end, number)) {
            return false;
        } else if (value.cell != kAnyNumber) [[likely]] {
            writer.writeInteger(value.cell, number);
        }
    }
    return isSameText({at, std::size_t(end - at)}, viewOf(m_fixed).substr(m_tail));
}

} // namespace ember
