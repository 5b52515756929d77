using System.Text.RegularExpressions;
using Npgsql;
using Orchestry.Storage.Postgres;

namespace Orchestry.Host.Settings;

public sealed partial class SettingsReader
{
    // Set by the controller itself: what somebody writes here would not count.
    private static readonly string[] OwnOptions = ["Timeout", "Command Timeout", "Maximum Pool Size", "Pooling", "Target Session Attributes"];
    private static readonly string[] PasswordWords = ["password", "pwd", "psw"];

    private bool IsDatabaseSet => Text(AllSettings.Database).Length > 0 || Text(AllSettings.PostgresHost).Length > 0;

    /// <summary>The shared database; null: none is set, or what is set is faulty.</summary>
    private PostgresOptions? Database()
    {
        var connection = Text(AllSettings.Database);
        if (connection.Length > 0 && Text(AllSettings.PostgresHost).Length > 0)
        {
            _faults.Add("ORCHESTRY_DATABASE and POSTGRES_HOST are both set: one of them says where the database is, unset the other.");
            return null;
        }

        // Checked without a database too: what is wrong now would be wrong on the day that one is added.
        var poolSize = Integer(AllSettings.PostgresPoolSize, 2, 1000);
        var parts = Parts();
        var chosen = connection.Length > 0 ? Parsed(connection) : parts;
        if (chosen is null)
        {
            return null;
        }

        if (Password() is { } password)
        {
            if (!string.IsNullOrEmpty(chosen.Password))
            {
                _faults.Add("ORCHESTRY_DATABASE holds a password and POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is set: leave one out.");
            }

            chosen.Password = password;
        }

        return new PostgresOptions { ConnectionString = chosen.ConnectionString, PoolSize = poolSize };
    }

    private NpgsqlConnectionStringBuilder? Parts()
    {
        var port = Integer(AllSettings.PostgresPort, 1, 65535);
        var sslMode = Tls();
        var hosts = Text(AllSettings.PostgresHost);
        if (hosts.Length == 0)
        {
            return null;
        }

        var named = hosts.Split(',', StringSplitOptions.TrimEntries);
        if (!named.All(IsHost))
        {
            Fault(AllSettings.PostgresHost, "must be a host or host:port, several separated by commas, such as db-1,db-2:5433");
        }

        return new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', named),
            Port = port,
            Database = Text(AllSettings.PostgresDb),
            Username = Text(AllSettings.PostgresUser),
            SslMode = sslMode,
        };
    }

    private NpgsqlConnectionStringBuilder? Parsed(string connection)
    {
        NpgsqlConnectionStringBuilder parsed;
        try
        {
            parsed = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // The error's own text can hold a value. Its keyword is safe to show, unless it may be the rest of a password with ; or = in it.
            var keyword = (error as ArgumentException)?.ParamName;
            Fault(AllSettings.Database, keyword is not null && StandsBeforePassword(connection, keyword)
                ? $"can't be used: '{keyword}' is not a keyword of Npgsql or has a value that it can't have"
                : "is not a connection string of Npgsql, such as Host=db-1,db-2;Database=orchestry;Username=orchestry;Password=…; "
                    + "a value with ; or = in it must stand in double quotes");
            return null;
        }

        if (string.IsNullOrWhiteSpace(parsed.Host))
        {
            Fault(AllSettings.Database, "names no Host");
            return null;
        }

        foreach (var option in OwnOptions.Where(parsed.ShouldSerialize))
        {
            var instead = option == "Maximum Pool Size" ? " (POSTGRES_POOL_SIZE)" : "";
            Fault(AllSettings.Database, $"sets '{option}', which the controller sets itself{instead}; leave it out");
        }

        return parsed;
    }

    private static bool StandsBeforePassword(string connection, string keyword)
    {
        var at = connection.IndexOf(keyword, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && PasswordWords.All(word => connection.IndexOf(word, StringComparison.OrdinalIgnoreCase) is var secret && (secret < 0 || at < secret));
    }

    private static bool IsHost(string host)
    {
        var written = PostgresHostName().Match(host);
        var port = written.Groups["port"];
        return written.Success && (!port.Success || (int.TryParse(port.ValueSpan, out var number) && number is >= 1 and <= 65535));
    }

    private SslMode Tls()
    {
        switch (Text(AllSettings.PostgresSslMode).ToUpperInvariant())
        {
            case "DISABLE":
                return SslMode.Disable;
            case "ALLOW":
                return SslMode.Allow;
            case "PREFER":
                return SslMode.Prefer;
            case "REQUIRE":
                return SslMode.Require;
            case "VERIFY-CA":
                return SslMode.VerifyCA;
            case "VERIFY-FULL":
                return SslMode.VerifyFull;
            default:
                Fault(AllSettings.PostgresSslMode, "must be disable, allow, prefer, require, verify-ca or verify-full");
                return SslMode.Prefer;
        }
    }

    private string? Password()
    {
        var password = Text(AllSettings.PostgresPassword);
        if (Text(AllSettings.PostgresPasswordFile).Length == 0)
        {
            return password.Length == 0 ? null : password;
        }

        if (password.Length > 0)
        {
            _faults.Add("POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are both set: unset one of them.");
            return null;
        }

        try
        {
            var line = File.ReadLines(PathOf(AllSettings.PostgresPasswordFile)).FirstOrDefault();
            if (string.IsNullOrEmpty(line))
            {
                Fault(AllSettings.PostgresPasswordFile, "the first line of that file is empty");
            }

            return line;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fault(AllSettings.PostgresPasswordFile, $"that file can't be read: {error.Message.TrimEnd('.')}");
            return null;
        }
    }

    // A name or address with an optional port, an IPv6 address in brackets, or the folder of a Unix socket.
    [GeneratedRegex(@"^(([a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\])(:(?<port>[0-9]+))?|/[^;=\s]*)\z")]
    private static partial Regex PostgresHostName();
}
