// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

/// A D-Bus session of this process's own, with GNOME Keyring in it once it is asked for: the developer's keyring is
/// never touched. To be made before anything in the process speaks with D-Bus; the environment is changed for good.
/// Everything of it dies with this object.
class SecretService
{
public:
    SecretService();
    ~SecretService();
    SecretService(const SecretService &) = delete;
    SecretService &operator=(const SecretService &) = delete;

    /// Starts the bus, on which there is no keyring yet and none is started by being asked for; false if that failed.
    [[nodiscard]] bool startBus();
    /// Starts an unlocked keyring on the bus and returns when it can be reached; false if that failed.
    [[nodiscard]] bool startKeyring();
    /// SIGSTOP and SIGCONT: a keyring that does not answer, as while it waits for a person.
    void freezeKeyring() const;
    void thawKeyring() const;
    /// Where both keep their files.
    [[nodiscard]] QString directory() const { return m_directory.path(); }

private:
    QTemporaryDir m_directory;
    QProcess m_bus;
    QProcess m_keyring;
};
