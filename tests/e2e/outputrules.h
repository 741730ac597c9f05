// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QString>

/// What has to hold for everything that the program prints and reports (design.md §4, §6). Each answers what is wrong,
/// with an empty text for "nothing".
namespace ember::e2e {

/// The printed events are valid CloudEvents, their sequence rises strictly, and every cause was printed before its
/// effects and handed its correlation on to them. `complete`: nothing was filtered, so that every cause must be there.
[[nodiscard]] QString complaintAboutEvents(const QList<QJsonObject> &events, bool complete = true);

/// The report has every part, and its ledger holds: received = decoded + ignored + undecodable + waiting + dropped, and
/// every decoded or undecodable message was counted as an event.
[[nodiscard]] QString complaintAboutReport(const QJsonObject &report);

/// The report counts each kind of event as often as it was printed, and no other kind.
[[nodiscard]] QString complaintAboutCounts(const QJsonObject &report, const QList<QJsonObject> &events);

/// How often each type of event was printed.
[[nodiscard]] QMap<QString, int> countsByType(const QList<QJsonObject> &events);

/// The report in a file; an empty object if there is none.
[[nodiscard]] QJsonObject readReport(const QString &file);

} // namespace ember::e2e
