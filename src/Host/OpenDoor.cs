using Orchestry.Core.Accounts;
using Orchestry.Core.Documents;
using Orchestry.Host.Settings;

namespace Orchestry.Host;

/// <summary>Keeps a controller that others can reach from starting while everybody knows its password.</summary>
internal static class OpenDoor
{
    private const string WhatToDo =
        "Start it on loopback, change the password (PUT /users/ID), then open it; or give the first password in ORCHESTRY_ADMIN_PASSWORD before the first start.";

    /// <summary>Why it must not start so; null: it may.</summary>
    /// <param name="settings">Where it will listen, and the first password.</param>
    /// <param name="stored">What is stored.</param>
    public static string? Refuse(OrchestrySettings settings, DocumentSet stored)
    {
        if (!settings.IsReachableByOthers)
        {
            return null;
        }

        var accounts = AccountBook.In(stored);
        if (accounts?.Accounts.FirstOrDefault(a => a.HasDefaultPassword) is { } known)
        {
            return $"User '{known.Username}' still has the password of the first start, which everybody knows, and this controller would listen beyond loopback. {WhatToDo}";
        }

        return accounts is not null || settings.Access.FirstPassword is not null
            ? null
            : $"The first user, '{AccountBook.FirstUsername}', would get a password that everybody knows, and this controller would listen beyond loopback. {WhatToDo}";
    }
}
