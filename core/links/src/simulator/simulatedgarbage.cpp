// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/simulatedgarbage.h"

#include <QtCore/QString>

namespace ember {

namespace {
QByteArray withValue(QByteArray message, const QByteArray &key, char end, const QByteArray &value)
{
    const QByteArray start = '"' + key + "\":";
    const qsizetype from = message.indexOf(start) + start.size();
    return message.replace(from, message.indexOf(end, from) - from, value);
}
} // namespace

QByteArray simulatedGarbage(const QByteArray &status, int number)
{
    switch (number % 6) {
    case 0:
        return QByteArrayLiteral("ERR 0x1F: controller did not answer");
    case 1:
        return status.left(status.size() * 2 / 3);
    case 2:
        return withValue(status, "dhwTemperature", ',', "\"hot\"");
    case 3:
        return '[' + status + ']';
    case 4:
        return withValue(status, "status", '}', "\"busy\"").replace("\"busy\"}", "\"busy\"");
    default:
        return withValue(status, "clientID", ',', "\"\xff\xfe\xc3(\"");
    }
}

} // namespace ember
