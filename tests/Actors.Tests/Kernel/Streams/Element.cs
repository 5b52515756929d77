namespace Orchestry.Actors.Tests.Kernel.Streams;

/// <summary>What is published in tests of hubs.</summary>
internal sealed record Element(int Number);
