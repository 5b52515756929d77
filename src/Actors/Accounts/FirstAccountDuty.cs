using Microsoft.Extensions.Logging;
using Orchestry.Core.Accounts;
using Orchestry.Core.Cluster;

namespace Orchestry.Actors.Accounts;

/// <summary>Sees to it that somebody can log in, and says so loudly as long as everybody can.</summary>
internal sealed class FirstAccountDuty(AccountService accounts, FirstAccount first, ILogger<FirstAccountDuty> log) : IOfficeDuty
{
    public async Task PerformAsync(CancellationToken cancellationToken)
    {
        var made = await accounts.CreateFirstAsync(first.Password ?? AccountBook.FirstPassword, first.Password is null, cancellationToken);
        if (made.TryGet(out var isMade, out _) && isMade)
        {
            log.FirstAccountMade(AccountBook.FirstUsername);
        }

        if (accounts.Current.Accounts.FirstOrDefault(a => a.HasDefaultPassword) is { } known)
        {
            log.PasswordIsKnownToAll(known.Username, known.Id);
        }
    }
}
