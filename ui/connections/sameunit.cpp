// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/sameunit.h"

#include <QtCore/QRegularExpression>

namespace ember {

using namespace Qt::StringLiterals;

bool isOneUnitEverywhere(QStringView source)
{
    static const QRegularExpression address(u"(?<![0-9A-Fa-f])"
                                            u"(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{16}|"
                                            u"(?:[0-9A-Fa-f]{2}[:-]){5,7}[0-9A-Fa-f]{2})"
                                            u"(?![0-9A-Fa-f])"_s);
    return address.match(source.mid(source.indexOf(u'/') + 1)).hasMatch();
}

} // namespace ember
