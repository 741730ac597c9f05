// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include "logging.h"

#include <algorithm>
#include <map>

namespace ember {

using namespace Qt::StringLiterals;

/// Whether the limits let the event in; what they do not is told soon. Any thread.
bool EventEmitter::Private::admits(const Event &event, QString *why)
{
    if (!admission.isOn()) {
        return true;
    }
    const QString complaint = admission.complaint(event);
    if (why) {
        *why = complaint;
    }
    return complaint.isEmpty();
}

/// As admits(), for post() and its like: nothing else would wake the emitter to tell of the refusal.
bool EventEmitter::Private::admitsFromOutside(const Event &event)
{
    if (admits(event, nullptr)) {
        return true;
    }
    if (!inbox.isClosed() && inbox.wakeUp()) {
        wakeUp();
    }
    return false;
}

/// By name and limit.
std::vector<LossCount> EventEmitter::Private::refusals() const
{
    std::vector<LossCount> all = losses.list(LossLedger::TooOften);
    const std::vector<LossCount> large = losses.list(LossLedger::TooLarge);
    all.insert(all.end(), large.begin(), large.end());
    return all;
}

/// Once for each text: a leak shows as one place with all the listeners.
void EventEmitter::Private::warnOfCrowd(Topic &topic)
{
    const int count = registry.count(topic); // without those that other threads have ended
    if (topic.isCrowded || count <= listenerLimit) {
        return;
    }
    topic.isCrowded = true;
    crowdedNames.fetch_add(1, std::memory_order_relaxed);
    std::map<QString, int> byPlace;
    for (const std::source_location &place : registry.placesOf(topic)) {
        ++byPlace[placeText(place)];
    }
    std::vector<std::pair<QString, int>> places(byPlace.begin(), byPlace.end());
    std::ranges::stable_sort(places, std::ranges::greater(), &std::pair<QString, int>::second);
    constexpr std::size_t kMostPlaces = 10;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(places.size(), kMostPlaces); ++i) {
        lines << u"%1 × %2"_s.arg(places[i].first).arg(places[i].second);
    }
    if (places.size() > kMostPlaces) {
        lines << u"and %1 more places"_s.arg(places.size() - kMostPlaces);
    }
    qCWarning(lcEvents).noquote() << u"%1 listeners are registered for \"%2\", more than %3 "
                                     u"(EmitterLimits::listeners): %4. Many at one place are mostly a leak: cancel() "
                                     u"them, use ScopedListener or a context, or raise the limit."_s.arg(count)
                                         .arg(topic.text())
                                         .arg(listenerLimit)
                                         .arg(lines.join(u", "_s));
}

} // namespace ember
