"""Administering profiles (*Administration des profils*): who may change the book of roles, and every reason why not.

The partner's *administrateur* and *responsable habilitations* give, withdraw, hand over and renew roles on their own
partner's activities; the Caf validates an approver that appears greyed, and brings the snapshots of reference data.
Source: Caf des Hauts-de-Seine, presentation of 18 October 2023.
"""

from afas.administration._administer import (
    Administered,
    Administrator,
    AdministratorGroup,
    ChangeBlocked,
    RoleBlocker,
    RoleEvent,
    administer,
    change_blockers,
    replay_roles,
)
from afas.administration._changes import (
    AnyRoleChange,
    FollowReference,
    GiveRole,
    OnPlace,
    RenewRole,
    RoleChange,
    TransferRole,
    ValidateRole,
    WithdrawRole,
)

__all__ = [
    "Administered", "Administrator", "AdministratorGroup", "AnyRoleChange", "ChangeBlocked", "FollowReference",
    "GiveRole", "OnPlace", "RenewRole", "RoleBlocker", "RoleChange", "RoleEvent", "TransferRole", "ValidateRole",
    "WithdrawRole", "administer", "change_blockers", "replay_roles",
]  # fmt: skip
