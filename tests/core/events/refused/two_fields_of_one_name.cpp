// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: two fields of this struct's eventFields table have the same name
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

struct Twice
{
    int a = 0;
    int b = 0;
};

template <>
inline constexpr auto ember::eventFields<Twice> = std::tuple{
    ember::describeField(u"a", &Twice::a), ember::describeField(u"a", &Twice::b)};

inline constexpr ember::EventType<Twice> wrong{"device.twice"};
