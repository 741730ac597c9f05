// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "urlparameters.h"

#include <ember/expression/nearestname.h>

#include <QtCore/QByteArray>
#include <QtCore/QStringDecoder>

#include <algorithm>

namespace ember::url {

using namespace Qt::StringLiterals;

namespace {

bool isHexDigit(QChar c)
{
    const char16_t u = c.toLower().unicode();
    return (u >= u'0' && u <= u'9') || (u >= u'a' && u <= u'f');
}

// Whether a name may be repeated in an error text: a text with other characters may be a part of a password.
bool looksLikeName(QStringView name)
{
    return !name.isEmpty() && name.size() <= 24 && std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetter() || c == u'-');
    });
}

Error unknownParameter(QStringView name, const QStringList &known)
{
    const QString names = nearestFirst(name, known).join(u", "_s);
    if (!looksLikeName(name)) {
        return {
            u"There is a parameter in the address that is not known; known here: %1. A “&”, “?”, “/” or “@” inside a "
            u"user name or password is written %26, %3F, %2F, %40."_s.arg(names)};
    }
    return {u"The parameter “%1” is not known; known here: %2."_s.arg(name, names)};
}

} // namespace

Result<QString> percentDecoded(QStringView text, const QString &what)
{
    const QByteArray utf8 = text.toUtf8();
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'%' && (i + 2 >= text.size() || !isHexDigit(text[i + 1]) || !isHexDigit(text[i + 2]))) {
            return Error{
                u"A “%” in the %1 is not followed by two hexadecimal digits; a literal “%” is written %25."_s.arg(
                    what)};
        }
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder.decode(QByteArray::fromPercentEncoding(utf8));
    if (decoder.hasError()) {
        return Error{u"The %1 is not valid UTF-8 after its “%” codes are read."_s.arg(what)};
    }
    const auto isControl = [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; };
    if (std::any_of(decoded.begin(), decoded.end(), isControl)) {
        return Error{u"There is a control character in the %1; take it out."_s.arg(what)};
    }
    return decoded;
}

Result<QList<Parameter>> splitQuery(QStringView query, const QStringList &known, const QStringList &repeatable)
{
    QList<Parameter> parameters;
    for (const QStringView part : query.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        const QString name = (equals < 0 ? part : part.left(equals)).toString();
        if (!known.contains(name)) {
            return unknownParameter(name, known);
        }
        Result<QString> value
            = percentDecoded(equals < 0 ? QStringView() : part.mid(equals + 1), u"parameter “%1”"_s.arg(name));
        if (!value) {
            return Error{value.error()};
        }
        if (value->isEmpty()) {
            return Error{u"The parameter “%1” has no value; write %1=… or leave it out."_s.arg(name)};
        }
        const bool given
            = std::any_of(parameters.cbegin(), parameters.cend(), [&](const auto &p) { return p.first == name; });
        if (given && !repeatable.contains(name)) {
            return Error{u"The parameter “%1” is given twice; leave one out."_s.arg(name)};
        }
        parameters.append({name, *std::move(value)});
    }
    return parameters;
}

} // namespace ember::url
