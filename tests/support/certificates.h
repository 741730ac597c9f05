// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

/// A certificate and its key, as PEM files.
struct CertificateFiles
{
    QString cert;
    QString key;
};

/// How a certificate is to be.
struct CertificateWish
{
    QString name = QStringLiteral("localhost"); ///< the common name, and the name of the files: each once
    QStringList hosts = {}; ///< what it is for; addresses too; none: a client's
    int fromDays = -1; ///< valid from so many days after now
    int untilDays = 30;
};

/// An authority and the certificates it issues, made for one test and gone with it. Elliptic curves, so that it takes
/// milliseconds. Failing is fatal. Any one thread.
class Certificates
{
public:
    explicit Certificates(const QString &authority = QStringLiteral("Test authority"));
    ~Certificates();
    Certificates(const Certificates &) = delete;
    Certificates &operator=(const Certificates &) = delete;

    /// The authority's certificate.
    [[nodiscard]] QString authority() const { return m_authority.cert; }
    [[nodiscard]] CertificateFiles issue(const CertificateWish &wish);
    /// One for localhost and 127.0.0.1, as a broker needs it.
    [[nodiscard]] CertificateFiles server();
    /// The key of those files once more, encrypted.
    [[nodiscard]] QString encryptedKey(const CertificateFiles &files, const QByteArray &password);
    /// A file with that content in the same directory.
    [[nodiscard]] QString file(const QString &name, const QByteArray &content);

private:
    [[nodiscard]] QString path(const QString &name) const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
    CertificateFiles m_authority;
    void *m_key = nullptr; // EVP_PKEY of the authority
    void *m_certificate = nullptr; // X509 of the authority
    long m_serial = 1;
};
