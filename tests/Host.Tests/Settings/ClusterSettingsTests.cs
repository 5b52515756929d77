namespace Orchestry.Host.Tests.Settings;

public sealed class ClusterSettingsTests : IDisposable
{
    private readonly WrittenSettings _written = new();

    [Fact]
    public void A_controller_alone_has_a_name_and_an_address_too()
    {
        _written.Environment["CLUSTER_HOSTNAME"] = "box";

        var settings = _written.Read();

        Assert.Null(settings.Database);
        Assert.Equal(("box-8000", "box", "http://127.0.0.1:8000"), (settings.Cluster.NodeId, settings.Cluster.Hostname, settings.Cluster.ApiUrl));
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Cluster.Lease.Duration);
    }

    [Fact]
    public void Without_a_hostname_the_machine_s_own_name_is_used()
    {
        Assert.Equal(Environment.MachineName, _written.Read().Cluster.Hostname);
    }

    [Fact]
    public void What_is_set_is_taken_as_it_is()
    {
        _written.Environment["CLUSTER_NODE_ID"] = "Controller_1.a-b";
        _written.Environment["CLUSTER_HOSTNAME"] = "box.example.org";
        _written.Environment["CLUSTER_API_URL"] = "https://api.example.org:8443";
        _written.Environment["CLUSTER_LEASE_SECONDS"] = "20";

        var cluster = _written.Read().Cluster;

        Assert.Equal(("Controller_1.a-b", "box.example.org", "https://api.example.org:8443"), (cluster.NodeId, cluster.Hostname, cluster.ApiUrl));
        Assert.Equal(TimeSpan.FromSeconds(20), cluster.Lease.Duration);
    }

    [Fact]
    public void Two_nodes_of_one_machine_differ_by_their_port()
    {
        _written.Environment["CLUSTER_HOSTNAME"] = "box";
        _written.CommandLine["ORCHESTRY_PORT"] = "8001";

        var cluster = _written.Read().Cluster;

        Assert.Equal(("box-8001", "http://127.0.0.1:8001"), (cluster.NodeId, cluster.ApiUrl));
    }

    [Fact]
    public void The_longest_hostname_still_makes_a_name_with_the_highest_port()
    {
        _written.Environment["CLUSTER_HOSTNAME"] = new string('h', 253);
        _written.Environment["ORCHESTRY_PORT"] = "65535";

        Assert.Equal(new string('h', 57) + "-65535", _written.Read().Cluster.NodeId);
    }

    [Theory]
    [InlineData("http://10.0.0.5:8000", "http://10.0.0.5:8000")]
    [InlineData("http://10.0.0.5:8000/", "http://10.0.0.5:8000")]
    [InlineData("HTTPS://api.example.org", "https://api.example.org")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000")]
    public void The_address_for_clients_has_no_slash_at_its_end(string written, string url)
    {
        _written.Environment["CLUSTER_API_URL"] = written;

        Assert.Equal(url, _written.Read().Cluster.ApiUrl);
    }

    [Fact]
    public void An_address_of_version_6_stands_in_brackets()
    {
        _written.Environment["ORCHESTRY_HOST"] = "::1";

        Assert.Equal("http://[::1]:8000", _written.Read().Cluster.ApiUrl);
    }

    [Fact]
    public void A_port_that_is_not_known_yet_leaves_the_address_open()
    {
        _written.Environment["ORCHESTRY_PORT"] = "0";

        Assert.Null(_written.Read().Cluster.ApiUrl);
    }

    [Fact]
    public void In_a_cluster_a_port_that_is_not_known_yet_needs_a_name_beside()
    {
        _written.Environment["ORCHESTRY_PORT"] = "0";
        _written.Environment["POSTGRES_HOST"] = "db";

        Assert.Equal(["CLUSTER_NODE_ID must be set when ORCHESTRY_PORT is 0: without a port there is no name to make of it."], _written.Faults());

        _written.CommandLine["CLUSTER_NODE_ID"] = "one";
        Assert.Equal("one", _written.Read().Cluster.NodeId);
    }

    [Fact]
    public void In_a_cluster_a_port_that_can_not_be_meant_is_one_fault_and_not_two()
    {
        _written.Environment["ORCHESTRY_PORT"] = "70000";
        _written.Environment["POSTGRES_HOST"] = "db";

        Assert.Equal(["ORCHESTRY_PORT is '70000' but must be a whole number from 0 to 65535."], _written.Faults());
    }

    [Theory]
    [InlineData("CLUSTER_NODE_ID", "node 1", "must be 1 to 63 letters, digits, dots, hyphens and underscores")]
    [InlineData("CLUSTER_NODE_ID", "node/1", "must be 1 to 63 letters, digits, dots, hyphens and underscores")]
    [InlineData("CLUSTER_NODE_ID", "node\n", "must be 1 to 63 letters, digits, dots, hyphens and underscores")]
    [InlineData("CLUSTER_NODE_ID", "a23456789012345678901234567890123456789012345678901234567890abcd", "must be 1 to 63 letters, digits, dots, hyphens and underscores")]
    [InlineData("CLUSTER_HOSTNAME", "my box", "must be 1 to 253 letters, digits, dots, hyphens and underscores")]
    [InlineData("CLUSTER_API_URL", "10.0.0.5:8000", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "/api", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "ftp://host", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "http://host/api", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "http://host?", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "http://host?a=b", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "http://host#a", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_API_URL", "http://me:secret@host", "must be an http or https address without a path, such as http://10.0.0.5:8000")]
    [InlineData("CLUSTER_LEASE_SECONDS", "1", "must be a whole number from 2 to 60")]
    [InlineData("CLUSTER_LEASE_SECONDS", "61", "must be a whole number from 2 to 60")]
    [InlineData("CLUSTER_MODE", "yes", "must be true or false")]
    public void A_value_that_can_not_be_meant_is_refused_by_its_name(string name, string value, string why)
    {
        _written.Environment[name] = value;

        Assert.Equal([$"{name} is '{value}' but {why}."], _written.Faults());
    }

    [Fact]
    public void Clustering_without_a_database_to_share_is_refused_with_what_to_set()
    {
        _written.Environment["CLUSTER_MODE"] = "true";

        Assert.Equal(
            ["CLUSTER_MODE is 'true' but controllers can only share a PostgreSQL database: set ORCHESTRY_DATABASE or POSTGRES_HOST."], _written.Faults());

        _written.Environment["POSTGRES_HOST"] = "db";
        Assert.NotNull(_written.Read().Database);
    }

    [Fact]
    public void A_shared_database_without_clustering_is_refused_with_what_to_unset()
    {
        _written.Environment["CLUSTER_MODE"] = "False";
        Assert.Null(_written.Read().Database);

        _written.Environment["ORCHESTRY_DATABASE"] = "Host=db";
        Assert.Equal(
            ["CLUSTER_MODE is 'False' but a PostgreSQL database is for a cluster, be it of one: unset CLUSTER_MODE, or ORCHESTRY_DATABASE and POSTGRES_HOST."],
            _written.Faults());
    }

    [Fact]
    public void The_file_may_say_it_all()
    {
        _written.InFile("""
            {
              "cluster": {
                "name": "demo", "node-id": "n1", "hostname": "box", "api-url": "http://box:8000", "lease-seconds": 7, "mode": true
              },
              "database": { "host": "db-1,db-2", "port": 5433, "name": "n", "user": "u", "password": "p", "ssl-mode": "require", "pool-size": 4 }
            }
            """);

        var settings = _written.Read();

        Assert.Equal(("n1", "box", "http://box:8000"), (settings.Cluster.NodeId, settings.Cluster.Hostname, settings.Cluster.ApiUrl));
        Assert.Equal("Host=db-1,db-2;Port=5433;Database=n;Username=u;SSL Mode=Require;Password=p", settings.Database!.ConnectionString);
        Assert.Equal(4, settings.Database.PoolSize);
    }

    public void Dispose() => _written.Dispose();
}
