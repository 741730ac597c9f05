// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretforms.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QUrl>

namespace ember::e2e {

/// In base64 what stands at which place of three bytes decides the letters: the middle of each of the three forms.
QList<QByteArray> base64Forms(const QByteArray &secret)
{
    QList<QByteArray> forms;
    for (int shift = 0; shift < 3; ++shift) {
        const QByteArray text = QByteArray(shift, '.') + secret;
        const QByteArray encoded = text.toBase64(QByteArray::OmitTrailingEquals);
        forms.append(encoded.mid(4, encoded.size() - 6)); // what depends on the secret alone
    }
    return forms;
}

QList<QByteArray> formsOf(const QByteArray &secret)
{
    QList<QByteArray> forms{secret, secret.toPercentEncoding(), secret.toPercentEncoding({}, {}, '%').toLower(),
        secret.toPercentEncoding(" "), QUrl::toPercentEncoding(QString::fromUtf8(secret), "@:/+&="), secret.toHex(),
        secret.toHex().toUpper(), secret.mid(0, 8), secret.right(8)};
    return forms + base64Forms(secret);
}

QByteArray secretIn(const QByteArray &text, const QList<QByteArray> &secrets)
{
    for (const QByteArray &secret : secrets) {
        for (const QByteArray &form : formsOf(secret)) {
            if (text.contains(form)) {
                return "\"" + form + "\" in: " + text;
            }
        }
    }
    return {};
}

QByteArray secretInFiles(const QString &directory, const QList<QByteArray> &secrets, int &files)
{
    QDirIterator all(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (!file.open(QIODevice::ReadOnly)) {
            return "cannot be read: " + file.fileName().toUtf8();
        }
        ++files;
        if (const QByteArray found = secretIn(file.readAll(), secrets); !found.isEmpty()) {
            return file.fileName().toUtf8() + ": " + found;
        }
    }
    return {};
}

} // namespace ember::e2e
