// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "topicfilters.h"

#include <ember/device/topicfilter.h>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

bool filterCovers(QStringView wide, QStringView narrow)
{
    if (narrow == u"#") {
        return wide == u"#";
    }
    if (!narrow.endsWith(u"/#")) {
        // A "+" of the narrow one matches like a level with that name: only a wildcard covers it.
        return topicMatches(wide, narrow);
    }
    // "a/#" is "a" and all below; a filter that matches "a" and something two levels below it ends in "#" itself.
    const QString parent = narrow.chopped(2).toString();
    const QString below = parent + u"/\u0001/\u0001"_s;
    return topicMatches(wide, parent) && topicMatches(wide, below);
}

QStringList subscriptions(const QStringList &asked, const QList<ProfilePtr> &profiles)
{
    QStringList candidates = asked;
    if (candidates.isEmpty()) {
        for (const ProfilePtr &profile : profiles) {
            candidates += profile->topicFilters();
        }
    }
    if (candidates.isEmpty()) {
        return {u"#"_s};
    }
    candidates.removeDuplicates();
    QStringList kept;
    for (const QString &candidate : std::as_const(candidates)) {
        const bool covered = std::any_of(candidates.cbegin(), candidates.cend(),
            [&](const QString &other) { return other != candidate && filterCovers(other, candidate); });
        if (!covered) {
            kept.append(candidate);
        }
    }
    return kept;
}

} // namespace ember
