// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shortened.h"

#include <algorithm>

namespace ember {

QString shortened(QStringView text)
{
    constexpr qsizetype kLongest = 40;
    qsizetype length = std::min(text.size(), kLongest);
    if (length < text.size() && text[length - 1].isHighSurrogate()) {
        --length;
    }
    QString shown = text.first(length).toString();
    std::replace_if(
        shown.begin(), shown.end(), [](QChar c) { return !c.isPrint() && !c.isSurrogate(); }, QChar(u' '));
    return length < text.size() ? shown + u'…' : shown;
}

} // namespace ember
