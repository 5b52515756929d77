using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestry.Actors.Accounts;
using Orchestry.Actors.Tokens;
using Orchestry.Core.Access;
using Orchestry.Core.Accounts;
using Orchestry.Core.Cluster;
using Orchestry.Core.Documents;
using Orchestry.Core.Journal;
using Orchestry.Core.Sealing;
using Orchestry.Core.Tokens;

namespace Orchestry.Actors.Access;

/// <summary>Registers who may ask for what.</summary>
public static class AccessServices
{
    /// <summary>
    /// Adds accounts, tokens and audit on top of <see cref="IDocuments"/>, <see cref="ILeaderJournal"/> and a <see cref="MasterKey"/>, and the
    /// <see cref="IOfficeDuty"/>s that make the first ones.
    /// </summary>
    public static IServiceCollection AddOrchestryAccess(this IServiceCollection services, FirstAccount first, LoginLifetime lifetime)
    {
        services.TryAddSingleton<IPasswordHasher<Account>>(_ => new PasswordHasher<Account>());
        return services
            .AddSingleton(first)
            .AddSingleton(lifetime)
            .AddSingleton<HashingLanes>()
            .AddSingleton<AccountService>()
            .AddSingleton<IAccounts>(provider => provider.GetRequiredService<AccountService>())
            .AddSingleton<IOfficeDuty, FirstAccountDuty>()
            .AddSingleton<SigningKeyService>()
            .AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<SigningKeyService>())
            .AddSingleton<IOfficeDuty>(provider => provider.GetRequiredService<SigningKeyService>())
            .AddSingleton<ILogins, LoginRegister>()
            .AddSingleton<IApiTokens, ApiTokenService>()
            .AddSingleton<IAudit, AuditJournal>();
    }
}
