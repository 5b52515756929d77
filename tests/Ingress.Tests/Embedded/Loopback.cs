using System.Globalization;
using System.Net;

namespace Orchestry.Ingress.Tests.Embedded;

/// <summary>Addresses of the loopback network that nobody else uses, so that a port chosen once is free on them, and replicas differ.</summary>
internal static class Loopback
{
    private static readonly Counter Given = new();

    /// <summary>One that no other test of any process has: the process's id is in it.</summary>
    public static string Next() => string.Create(
        CultureInfo.InvariantCulture, $"127.{64 + (Environment.ProcessId >> 8 & 63)}.{Environment.ProcessId & 255}.{Given.Next()}");

    public static IPAddress NextAddress() => IPAddress.Parse(Next());

    private sealed class Counter
    {
        private int _last;

        // Reused after 253, long after the test that had it first has ended.
        public int Next() => 1 + (Interlocked.Increment(ref _last) % 253);
    }
}
