namespace Orchestry.Actors.Tests.Controller;

/// <summary>Tests of a whole controller run one at a time: that its threads are at rest can then be seen.</summary>
[CollectionDefinition(nameof(ControllerSuite), DisableParallelization = true)]
public sealed class ControllerSuite;
