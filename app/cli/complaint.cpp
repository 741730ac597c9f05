// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "complaint.h"

#include <ember/device/formatting.h>

#include <QtCore/QStringTokenizer>

#include <cstdio>

namespace ember {

void tell(const QString &text)
{
    for (const QStringView line : QStringTokenizer(text, u'\n')) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(shownText(line.toString())));
    }
}

int complain(int exitCode, const QString &text)
{
    tell(text);
    return exitCode;
}

} // namespace ember
