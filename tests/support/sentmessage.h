// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace ember::e2e {

struct SentMessage
{
    QString topic;
    QByteArray payload;
};

} // namespace ember::e2e
