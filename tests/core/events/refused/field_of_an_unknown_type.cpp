// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: a field of an event struct is a bool, an integer
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

#include <QtCore/QStringList>

struct WithList
{
    QStringList list;
};

template <>
inline constexpr auto ember::eventFields<WithList> = std::tuple{ember::describeField(u"list", &WithList::list)};

inline constexpr ember::EventType<WithList> wrong{"device.listed"};
