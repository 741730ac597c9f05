// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/faultdialog.h"

#include "theme/theme.h"

#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

enum Role
{
    CodeRole = Qt::UserRole,
    SubCodeRole,
    AdviceRole
};

constexpr QSize kSize{460, 420};

/// As the panel of a device shows it: "E407/01".
QString codeText(const FaultDefinition &fault)
{
    const QString code = u"E%1"_s.arg(fault.code, 3, 10, QChar(u'0'));
    return fault.subCode ? code + u"/%1"_s.arg(*fault.subCode, 2, 10, QChar(u'0')) : code;
}

} // namespace

FaultDialog::FaultDialog(const Profile &profile, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"faultDialog"_s);
    setWindowTitle(tr("Provoke a device fault"));
    auto *search = new QLineEdit(this);
    search->setObjectName(u"faultSearch"_s);
    search->setAccessibleName(tr("Search the faults"));
    search->setPlaceholderText(tr("code or words"));
    search->setClearButtonEnabled(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(u"faultList"_s);
    m_list->setAccessibleName(tr("Faults"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    for (const FaultDefinition &fault : profile.content().faults) {
        auto *item = new QListWidgetItem(codeText(fault) + u"  "_s + fault.text, m_list);
        item->setData(CodeRole, int(fault.code));
        item->setData(SubCodeRole, int(fault.subCode.value_or(0)));
        item->setData(AdviceRole, fault.advice);
        item->setToolTip(item->text());
    }
    m_advice = new QLabel(this);
    m_advice->setObjectName(u"faultAdvice"_s);
    m_advice->setTextFormat(Qt::PlainText);
    m_advice->setWordWrap(true);
    m_advice->setForegroundRole(QPalette::PlaceholderText); // dim
    m_advice->setMinimumHeight(3 * m_advice->fontMetrics().lineSpacing()); // the list keeps its place
    m_advice->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setObjectName(u"faultProvokeButton"_s);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Provoke"));
    connect(search, &QLineEdit::textChanged, this, &FaultDialog::showMatching);
    connect(m_list, &QListWidget::currentItemChanged, this, &FaultDialog::showAdvice);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_list->setCurrentRow(0);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(search);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_advice);
    layout->addWidget(buttons);
    resize(kSize);
}

SimulatedFault FaultDialog::fault() const
{
    SimulatedFault fault;
    if (const QListWidgetItem *item = m_list->currentItem()) {
        fault.code = item->data(CodeRole).toInt();
        fault.subCode = item->data(SubCodeRole).toInt();
    }
    return fault;
}

void FaultDialog::showMatching(const QString &text)
{
    QListWidgetItem *first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setHidden(!item->text().contains(text.trimmed(), Qt::CaseInsensitive));
        first = first || item->isHidden() ? first : item;
    }
    if (!m_list->currentItem() || m_list->currentItem()->isHidden()) {
        m_list->setCurrentItem(first);
    }
    findChild<QPushButton *>(u"faultProvokeButton"_s)->setEnabled(first != nullptr);
}

void FaultDialog::showAdvice()
{
    const QListWidgetItem *item = m_list->currentItem();
    m_advice->setText(item ? item->data(AdviceRole).toString() : tr("No fault fits these words."));
}

} // namespace ember
