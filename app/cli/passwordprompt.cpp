// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "passwordprompt.h"

#include "complaint.h"

#include <ember/device/formatting.h>
#include <ember/session/accountpassword.h>
#include <ember/session/keptsecrets.h>

#include <cstdio>
#include <optional>

#include <termios.h>
#include <unistd.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr char kInterrupt = 0x03; // Ctrl-C
constexpr char kEnd = 0x04; // Ctrl-D
constexpr char kBackspace = 0x08;
constexpr char kDelete = 0x7f;
constexpr char kKillLine = 0x15; // Ctrl-U
constexpr qsizetype kMaxPassword = 1024; // bytes
constexpr std::chrono::seconds kKeyringPatience{60}; // somebody may have to unlock it

/// The terminal shows nothing and hands over each key as it is, Ctrl-C too: whatever ends the question, the terminal is
/// put back first.
class SilentTerminal
{
public:
    SilentTerminal()
    {
        m_isChanged = tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG);
        silent.c_cc[VMIN] = 1;
        silent.c_cc[VTIME] = 0;
        m_isChanged = m_isChanged && tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~SilentTerminal()
    {
        if (m_isChanged) {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        }
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;
    [[nodiscard]] bool isSilent() const noexcept { return m_isChanged; }

private:
    termios m_before{};
    bool m_isChanged = false;
};

void removeLastCharacter(QByteArray &text)
{
    while (!text.isEmpty() && (text.back() & 0xc0) == 0x80) { // the rest of a letter in UTF-8
        text.chop(1);
    }
    text.chop(1);
}

std::optional<QByteArray> readLine()
{
    QByteArray line;
    char key = 0;
    while (::read(STDIN_FILENO, &key, 1) == 1) {
        switch (key) {
        case '\r':
        case '\n':
            return line;
        case kInterrupt:
        case kEnd:
            return std::nullopt;
        case kBackspace:
        case kDelete:
            removeLastCharacter(line);
            break;
        case kKillLine:
            line.clear();
            break;
        default:
            if (line.size() < kMaxPassword) {
                line.append(key);
            }
        }
    }
    return std::nullopt;
}

Result<Secret> askFor(const QString &email)
{
    if (isatty(STDIN_FILENO) == 0) {
        return Error{u"there is no password for navilink:%1: set EMBERSCOPE_PASSWORD, or start this at a terminal, "
                     u"where it is asked for"_s.arg(email)};
    }
    std::optional<QByteArray> line;
    {
        const SilentTerminal terminal; // before the question, so that nothing typed early is shown
        if (!terminal.isSilent()) {
            return Error{u"the terminal would show the password; set EMBERSCOPE_PASSWORD"_s};
        }
        std::fprintf(stderr, "NaviLink password of %s: ", qUtf8Printable(shownText(email)));
        std::fflush(stderr);
        line = readLine();
    }
    std::fputc('\n', stderr);
    if (!line || line->isEmpty()) {
        return Error{u"no password was given for navilink:%1"_s.arg(email)};
    }
    return Secret(QString::fromUtf8(*line));
}

} // namespace

/// With what the window keeps for that address; what the address brought goes before it.
static ConnectionUrl withKeptSecrets(const ConnectionUrl &url)
{
    const ConnectionSecrets own = secretsOf(url);
    if (!(usableSecrets(url) & ~own.kinds())) {
        return url;
    }
    const Result<ConnectionSecrets> kept = keptSecrets(url, kKeyringPatience);
    if (!kept) {
        tell(u"the password kept for %1 could not be read: %2"_s.arg(url.text, kept.error()));
        return url;
    }
    return withSecrets(withSecrets(url, *kept), own);
}

Result<QList<ConnectionUrl>> withPasswords(QList<ConnectionUrl> urls)
{
    for (ConnectionUrl &url : urls) {
        fillInPassword(url);
        url = withKeptSecrets(url);
        if (!lacksPassword(url)) {
            continue;
        }
        const Result<Secret> given = askFor(url.user);
        if (!given) {
            return Error{given.error()};
        }
        url.password = *given;
    }
    return urls;
}

} // namespace ember
