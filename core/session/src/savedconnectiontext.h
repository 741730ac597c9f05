// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/session/savedconnections.h>

#include <QtCore/QByteArray>

namespace ember {

/// A file of saved connections (SavedConnections). Pure functions; any thread.
struct SavedFile
{
    QList<SavedConnection> connections;
    QJsonObject others; ///< what this version does not know
    bool isNewer = false; ///< of a later format; nothing of it was read
    QString problem; ///< why it cannot be understood; empty if it can
};
[[nodiscard]] SavedFile savedFileFromText(const QByteArray &text);
[[nodiscard]] QByteArray savedFileText(const QList<SavedConnection> &connections, const QJsonObject &others);

} // namespace ember
