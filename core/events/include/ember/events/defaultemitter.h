// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>

namespace ember {

/// The emitter of a small program that needs one and does not want to hand it around. Larger programs make their own
/// and pass it explicitly: then a test can have another one.
///
/// It lives on the main thread (QCoreApplication's), whoever asks first. Its life lies within the application's: made
/// when first asked for, shut down when the QCoreApplication object ends, which delivers what it had accepted. Before
/// there is an application, and after its end, the answer is a stopped emitter that refuses everything and says so; a
/// reference once answered stays usable until the process ends. A second application gets an emitter of its own.
///
/// Any thread may ask. Cost: a lock.
[[nodiscard]] EventEmitter &defaultEmitter();

} // namespace ember
