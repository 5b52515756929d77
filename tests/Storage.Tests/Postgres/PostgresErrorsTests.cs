using System.Net.Sockets;
using Npgsql;
using Orchestry.Storage.Postgres;

namespace Orchestry.Storage.Tests.Postgres;

/// <summary>What the provider throws, told apart.</summary>
public sealed class PostgresErrorsTests
{
    private static readonly NpgsqlException Late = new("", new TimeoutException());
    private static readonly NpgsqlException Refused = new("", new SocketException((int)SocketError.ConnectionRefused));

    [Fact]
    public void Whoever_did_not_answer_in_time_is_late_however_the_provider_says_so()
    {
        Assert.True(PostgresErrors.IsLate(new TimeoutException()));
        Assert.True(PostgresErrors.IsLate(new OperationCanceledException()));
        Assert.True(PostgresErrors.IsLate(Late));
        Assert.True(PostgresErrors.IsLate(new NpgsqlException("Unable to connect to a suitable host.", new AggregateException(Late))));
        Assert.True(PostgresErrors.IsLate(new NpgsqlException("", new AggregateException(Late, new TimeoutException()))));
    }

    [Fact]
    public void Whoever_refuses_is_not_late_nor_are_several_of_whom_one_refuses()
    {
        Assert.False(PostgresErrors.IsLate(null));
        Assert.False(PostgresErrors.IsLate(Refused));
        Assert.False(PostgresErrors.IsLate(new NpgsqlException("", new AggregateException(Late, Refused))));
        Assert.False(PostgresErrors.IsLate(new NpgsqlException("", new AggregateException())));
        Assert.False(PostgresErrors.IsLate(new PostgresException("no", "FATAL", "FATAL", PostgresErrorCodes.InvalidPassword)));
    }
}
