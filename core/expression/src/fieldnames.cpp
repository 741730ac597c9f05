// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fieldnames.h"

#include "shortened.h"

#include <ember/expression/nearestname.h>

#include <QtCore/QStringList>

#include <algorithm>
#include <array>
#include <vector>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Root = FieldReference::Root;

/// Sets of ExpressionRoots, one bit each.
enum Places : quint8
{
    kSubscription = 1U << unsigned(ExpressionRoots::Subscription),
    kLog = 1U << unsigned(ExpressionRoots::Log),
    kProfile = 1U << unsigned(ExpressionRoots::Profile),
    kMessage = 1U << unsigned(ExpressionRoots::Message),
    kEvents = kSubscription | kLog,
    kData = kEvents | kMessage,
};

/// What follows a root.
enum class Below : quint8
{
    Nothing, // name
    Fields, // data.new: the root is not part of the path below `data`
    NamedFields, // values.x: it is
};

struct RootName
{
    QStringView name;
    Root root;
    Below below;
    Places places;
};

constexpr std::array<RootName, 19> kRoots{{
    {u"name", Root::Name, Below::Nothing, kEvents},
    {u"type", Root::Name, Below::Nothing, kEvents},
    {u"source", Root::Source, Below::Nothing, kEvents},
    {u"subject", Root::Subject, Below::Nothing, kEvents},
    {u"time", Root::Time, Below::Nothing, kEvents},
    {u"sequence", Root::Sequence, Below::Nothing, kEvents},
    {u"correlationid", Root::CorrelationId, Below::Nothing, kEvents},
    {u"replayed", Root::Replayed, Below::Nothing, kEvents},
    {u"connection", Root::Connection, Below::Nothing, kEvents},
    {u"data", Root::Data, Below::Fields, kEvents},
    {u"values", Root::Data, Below::NamedFields, kData},
    {u"labels", Root::Data, Below::NamedFields, kData},
    {u"raw", Root::Data, Below::NamedFields, kData},
    {u"derived", Root::Data, Below::NamedFields, kData},
    {u"handler", Root::Handler, Below::Fields, kLog},
    {u"duration", Root::Duration, Below::Nothing, kLog},
    {u"age", Root::Age, Below::Nothing, kLog},
    {u"old", Root::Old, Below::Fields, kProfile},
    {u"new", Root::New, Below::Fields, kProfile},
}};

QString placeText(Places places)
{
    return places == kLog    ? u"the log's filter"_s
        : places == kProfile ? u"the conditions of a profile"_s
        : places == kEvents  ? u"filters of events"_s
                             : u"filters of events and formulas over a message"_s;
}

Error unknownRoot(QStringView root, const RootName *elsewhere, Places place)
{
    std::vector<QStringView> known;
    QStringList shown;
    for (const RootName &candidate : kRoots) {
        if ((candidate.places & place) != 0) {
            known.push_back(candidate.name);
            shown += candidate.name + (candidate.below == Below::Nothing ? u"" : u".…");
        }
    }
    const QString problem = elsewhere ? u"“%1” is known only in %2"_s.arg(shortened(root), placeText(elsewhere->places))
                                      : u"“%1” is unknown"_s.arg(shortened(root));
    return {u"%1; the nearest name here is “%2”. Known are: %3"_s.arg(
        problem, nearestName(root, known), shown.join(u", "_s))};
}

} // namespace

Result<FieldReference> resolveField(QStringView path, ExpressionRoots roots)
{
    const auto place = Places(1U << unsigned(roots));
    const qsizetype point = path.indexOf(u'.');
    const QStringView first = point < 0 ? path : path.first(point);
    const auto *found
        = std::find_if(kRoots.begin(), kRoots.end(), [first](const RootName &root) { return root.name == first; });
    if (found == kRoots.end() || (found->places & place) == 0) {
        return unknownRoot(first, found == kRoots.end() ? nullptr : found, place);
    }
    if (found->below == Below::Nothing) {
        return point < 0
            ? Result<FieldReference>({found->root, Symbol()})
            : Error{u"“%1” has no fields: write it alone, without “%2”"_s.arg(first, shortened(path.sliced(point)))};
    }
    if (point < 0) {
        return Error{u"“%1” alone is no value: name a field of it, as in %1.%2"_s.arg(first,
            first == u"handler"    ? u"failed"
                : first == u"data" ? u"new"
                                   : u"dhwTemperature")};
    }
    const Symbol below = Symbol::intern(found->below == Below::NamedFields ? path : path.sliced(point + 1));
    if (below.isNull()) {
        return Error{u"too many different field names are in use: close some views or start the program anew"_s};
    }
    return FieldReference{found->root, below};
}

} // namespace ember
