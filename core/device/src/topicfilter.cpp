// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/topicfilter.h>

namespace ember {

namespace {

/// Cuts the first level off `rest`. A null `rest` means that nothing is left; an empty one is an empty last level.
QStringView takeLevel(QStringView &rest) noexcept
{
    const qsizetype slash = rest.indexOf(u'/');
    const QStringView level = slash < 0 ? rest : rest.first(slash);
    rest = slash < 0 ? QStringView() : rest.sliced(slash + 1);
    return level;
}

} // namespace

bool isValidTopicFilter(QStringView filter) noexcept
{
    if (filter.isEmpty() || filter.contains(QChar(u'\0'))) {
        return false;
    }
    QStringView rest = filter;
    while (!rest.isNull()) {
        const QStringView level = takeLevel(rest);
        const bool wild = level.contains(u'+') || level.contains(u'#');
        if ((wild && level.size() > 1) || (level == u"#" && !rest.isNull())) {
            return false;
        }
    }
    return true;
}

bool topicMatches(QStringView filter, QStringView topic) noexcept
{
    if (topic.isEmpty() || !isValidTopicFilter(filter)) {
        return false;
    }
    if (topic.front() == u'$' && (filter.front() == u'+' || filter.front() == u'#')) {
        return false;
    }
    while (!filter.isNull()) {
        const QStringView wanted = takeLevel(filter);
        if (wanted == u"#") {
            return true;
        }
        if (topic.isNull()) {
            return false;
        }
        const QStringView level = takeLevel(topic);
        if (wanted != u"+" && wanted != level) {
            return false;
        }
        if (topic.isNull()) {
            return filter.isNull() || filter == u"#"; // `#` covers its parent level too
        }
    }
    return topic.isNull();
}

QStringView topicLevel(QStringView topic, int index) noexcept
{
    return topicLevels(topic, index, 1);
}

QStringView topicLevels(QStringView topic, int first, int count) noexcept
{
    QStringView rest = topic;
    for (int i = 0; i < first && !rest.isNull(); ++i) {
        takeLevel(rest);
    }
    if (rest.isNull() || first < 0 || count < 1) {
        return {};
    }
    const QStringView from = rest;
    qsizetype size = takeLevel(rest).size();
    for (int i = 1; i < count && !rest.isNull(); ++i) {
        size += 1 + takeLevel(rest).size();
    }
    return from.first(size);
}

} // namespace ember
