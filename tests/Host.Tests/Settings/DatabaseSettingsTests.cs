using Npgsql;
using Orchestry.Host.Settings;

namespace Orchestry.Host.Tests.Settings;

public sealed class DatabaseSettingsTests : IDisposable
{
    private const string Secret = "s3cr3t-w0rd";
    private readonly WrittenSettings _written = new();

    [Fact]
    public void Without_a_host_the_database_is_the_embedded_one()
    {
        _written.Environment["POSTGRES_HOST"] = "";
        _written.Environment["POSTGRES_USER"] = "somebody";

        Assert.Null(_written.Read().Database);
    }

    [Fact]
    public void A_host_alone_is_enough()
    {
        _written.Environment["POSTGRES_HOST"] = "db";

        var connection = Connection();

        Assert.Equal(("db", 5432, "orchestry", "orchestry"), (connection.Host, connection.Port, connection.Database, connection.Username));
        Assert.Equal((SslMode.Prefer, null), (connection.SslMode, connection.Password));
        Assert.Equal(8, _written.Read().Database!.PoolSize);
    }

    [Theory]
    [InlineData("db-1,db-2", "db-1,db-2")]
    [InlineData("db-1:5433, db-2:5434", "db-1:5433,db-2:5434")]
    [InlineData("10.0.0.1,[::1]:5433", "10.0.0.1,[::1]:5433")]
    [InlineData("/var/run/postgresql", "/var/run/postgresql")]
    public void Hosts_may_be_several_each_with_a_port_of_its_own(string written, string hosts)
    {
        _written.Environment["POSTGRES_HOST"] = written;

        Assert.Equal(hosts, Connection().Host);
    }

    [Theory]
    [InlineData("db-1,")]
    [InlineData("db 1")]
    [InlineData("db;Password=x")]
    [InlineData("db:0")]
    [InlineData("db:65536")]
    [InlineData("db:99999999999")]
    [InlineData("db:port")]
    [InlineData("http://db")]
    public void A_host_that_can_not_be_one_is_refused(string value)
    {
        _written.Environment["POSTGRES_HOST"] = value;

        Assert.Equal(
            [$"POSTGRES_HOST is '{value}' but must be a host or host:port, several separated by commas, such as db-1,db-2:5433."], _written.Faults());
    }

    [Theory]
    [InlineData("POSTGRES_PORT", "0", "must be a whole number from 1 to 65535")]
    [InlineData("POSTGRES_PORT", "65536", "must be a whole number from 1 to 65535")]
    [InlineData("POSTGRES_POOL_SIZE", "1", "must be a whole number from 2 to 1000")]
    [InlineData("POSTGRES_POOL_SIZE", "many", "must be a whole number from 2 to 1000")]
    [InlineData("POSTGRES_SSL_MODE", "verify", "must be disable, allow, prefer, require, verify-ca or verify-full")]
    [InlineData("POSTGRES_PASSWORD_FILE", "/nowhere/at/all", "that file can't be read: Could not find a part of the path '/nowhere/at/all'")]
    public void A_value_that_can_not_be_meant_is_refused_by_its_name(string name, string value, string why)
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment[name] = value;

        Assert.Equal([$"{name} is '{value}' but {why}."], _written.Faults());
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("allow", SslMode.Allow)]
    [InlineData("Prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("VERIFY-FULL", SslMode.VerifyFull)]
    public void Encryption_is_named_as_everywhere_with_PostgreSQL(string written, SslMode mode)
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_SSL_MODE"] = written;

        Assert.Equal(mode, Connection().SslMode);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a;b=c\"d'e ")]
    public void Any_password_arrives_as_it_was_written(string password)
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_PASSWORD"] = password;

        Assert.Equal(password, Connection().Password);
    }

    [Theory]
    [InlineData("s3cr3t-w0rd")]
    [InlineData("s3cr3t-w0rd\n")]
    [InlineData("s3cr3t-w0rd\r\nmore\n")]
    public void The_password_may_be_the_first_line_of_a_file(string content)
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_PASSWORD_FILE"] = _written.AnotherFile(content);

        Assert.Equal(Secret, Connection().Password);
    }

    [Fact]
    public void A_password_file_without_a_password_is_refused()
    {
        var file = _written.AnotherFile("\n" + Secret);
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_PASSWORD_FILE"] = file;

        Assert.Equal([$"POSTGRES_PASSWORD_FILE is '{file}' but the first line of that file is empty."], _written.Faults());
    }

    [Fact]
    public void A_password_in_two_places_is_refused()
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_PASSWORD"] = Secret;
        _written.Environment["POSTGRES_PASSWORD_FILE"] = _written.AnotherFile("another");

        Assert.Equal(["POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are both set: unset one of them."], _written.Faults());
    }

    [Fact]
    public void A_connection_string_says_it_all()
    {
        _written.Environment["ORCHESTRY_DATABASE"] = $"Host=db-1,db-2:5433;Database=shared;Username=me;Password={Secret};SSL Mode=Require";
        _written.Environment["POSTGRES_POOL_SIZE"] = "20";

        var connection = Connection();

        Assert.Equal(("db-1,db-2:5433", "shared", "me"), (connection.Host, connection.Database, connection.Username));
        Assert.Equal((Secret, SslMode.Require), (connection.Password, connection.SslMode));
        Assert.Equal(20, _written.Read().Database!.PoolSize);
    }

    [Fact]
    public void A_connection_string_may_leave_its_password_to_a_file()
    {
        _written.Environment["ORCHESTRY_DATABASE"] = "Host=db";
        _written.Environment["POSTGRES_PASSWORD_FILE"] = _written.AnotherFile(Secret);
        Assert.Equal(Secret, Connection().Password);

        _written.Environment["ORCHESTRY_DATABASE"] = $"Host=db;Password={Secret}";
        Assert.Equal(
            ["ORCHESTRY_DATABASE holds a password and POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is set: leave one out."], _written.Faults());
    }

    [Fact]
    public void Two_places_for_the_database_are_refused()
    {
        _written.Environment["ORCHESTRY_DATABASE"] = $"Host=db;Password={Secret}";
        _written.Environment["POSTGRES_HOST"] = "db";

        Assert.Equal(
            ["ORCHESTRY_DATABASE and POSTGRES_HOST are both set: one of them says where the database is, unset the other."], _written.Faults());
    }

    [Theory]
    [InlineData("Hots=db;Password=s3cr3t-w0rd", "can't be used: 'hots' is not a keyword of Npgsql or has a value that it can't have")]
    [InlineData("Host=db;Port=s3cr3t-w0rd", "can't be used: 'port' is not a keyword of Npgsql or has a value that it can't have")]
    [InlineData("Host=db;SSL Mode=s3cr3t-w0rd", "can't be used: 'ssl mode' is not a keyword of Npgsql or has a value that it can't have")]
    [InlineData("Database=orchestry;Password=s3cr3t-w0rd", "names no Host")]
    [InlineData("Host=db;Timeout=60", "sets 'Timeout', which the controller sets itself; leave it out")]
    [InlineData("Host=db;Max Pool Size=60;Password=s3cr3t-w0rd", null)]
    [InlineData("Host=db;Maximum Pool Size=60", "sets 'Maximum Pool Size', which the controller sets itself (POSTGRES_POOL_SIZE); leave it out")]
    [InlineData("Host=db;Target Session Attributes=any", "sets 'Target Session Attributes', which the controller sets itself; leave it out")]
    [InlineData("Host=db;Pwd=x;s3cr3t-w0rd=y", null)]
    [InlineData("Host=db;Password=x;s3cr3t-w0rd", null)]
    [InlineData("s3cr3t-w0rd", null)]
    [InlineData("postgres://me:s3cr3t-w0rd@db/orchestry", null)]
    public void A_connection_string_that_can_not_be_used_is_refused_and_no_value_is_shown(string connection, string? why)
    {
        _written.Environment["ORCHESTRY_DATABASE"] = connection;

        var fault = Assert.Single(_written.Faults());

        Assert.StartsWith("ORCHESTRY_DATABASE " + why, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", fault, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_holds_a_password_can_not_be_said_on_the_command_line_where_everybody_on_the_machine_reads_it()
    {
        var secrets = AllSettings.List.Where(s => s.IsSecret).ToList();

        Assert.Equal(
            ["ORCHESTRY_DATABASE", "POSTGRES_PASSWORD", "OTEL_EXPORTER_OTLP_HEADERS", "ORCHESTRY_ADMIN_PASSWORD", "ORCHESTRY_KEY"], secrets.Select(s => s.Name));
        Assert.All(secrets, s => Assert.Null(s.Option));
    }

    [Fact]
    public void The_settings_as_text_hold_no_password()
    {
        _written.Environment["POSTGRES_HOST"] = "db";
        _written.Environment["POSTGRES_PASSWORD"] = Secret;

        Assert.DoesNotContain(Secret, _written.Read().ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _written.Dispose();

    private NpgsqlConnectionStringBuilder Connection() => new(_written.Read().Database!.ConnectionString);
}
