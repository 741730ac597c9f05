// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventpattern.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The first segment of a dotted text; the rest is what follows its dot (null when there is none).
QStringView takeSegment(QStringView &rest) noexcept
{
    const qsizetype dot = rest.indexOf(u'.');
    const QStringView segment = dot < 0 ? rest : rest.first(dot);
    rest = dot < 0 ? QStringView() : rest.sliced(dot + 1);
    return segment;
}

/// Segment by segment; at a `**` the last one met may be widened, so the work is at most pattern × name segments.
bool matchesSegments(QStringView pattern, QStringView name) noexcept
{
    QStringView patternAfterStars;
    QStringView nameAfterStars;
    bool haveStars = false;
    while (!name.isNull()) {
        if (!pattern.isNull()) {
            QStringView patternRest = pattern;
            const QStringView wanted = takeSegment(patternRest);
            if (wanted == "**"_L1) {
                haveStars = true;
                patternAfterStars = patternRest;
                nameAfterStars = name;
                pattern = patternRest;
                continue;
            }
            QStringView nameRest = name;
            if (const QStringView segment = takeSegment(nameRest); wanted == "*"_L1 || wanted == segment) {
                pattern = patternRest;
                name = nameRest;
                continue;
            }
        }
        if (!haveStars) {
            return false;
        }
        takeSegment(nameAfterStars);
        pattern = patternAfterStars;
        name = nameAfterStars;
    }
    while (!pattern.isNull()) {
        if (takeSegment(pattern) != "**"_L1) {
            return false;
        }
    }
    return true;
}

} // namespace

QString EventPattern::complaint(QStringView text)
{
    if (text.isEmpty()) {
        return u"it is empty; name an event (\"device.mode_changed\") or a pattern (\"device.*\")"_s;
    }
    for (QStringView rest = text; !rest.isNull();) {
        const QStringView segment = takeSegment(rest);
        if (segment.isEmpty()) {
            return u"\"%1\" has an empty segment; write one dot between segments"_s.arg(text);
        }
        if (std::ranges::any_of(segment, [](QChar c) { return c.isSpace(); })) {
            return u"\"%1\" has a space in it; a name is written without spaces"_s.arg(text);
        }
        if (segment.contains(u'*') && segment != "*"_L1 && segment != "**"_L1) {
            return u"\"%1\" has a * inside the segment \"%2\"; a * stands for a whole segment"_s.arg(text, segment);
        }
    }
    return {};
}

EventPattern::EventPattern(QStringView text)
    : m_text(text.toString())
    , m_wildcard(text.contains(u'*'))
{
}

bool EventPattern::matches(QStringView name) const noexcept
{
    return m_wildcard ? matchesSegments(m_text, name) : name == m_text;
}

} // namespace ember
