namespace Orchestry.EndToEnd.Tests.Rig;

/// <summary>All tests share one engine and one machine: they run one after the other.</summary>
[CollectionDefinition(Images.Collection)]
public sealed class OneAfterTheOther : ICollectionFixture<Images>;
