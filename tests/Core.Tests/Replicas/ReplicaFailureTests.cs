using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Core.Tests.Replicas;

public sealed class ReplicaFailureTests
{
    [Theory]
    [InlineData(EngineFaultKind.ImageNotFound, FailureKind.ImageUnavailable)]
    [InlineData(EngineFaultKind.RegistryUnavailable, FailureKind.ImageUnavailable)]
    [InlineData(EngineFaultKind.InsufficientResources, FailureKind.InsufficientResources)]
    [InlineData(EngineFaultKind.CannotStart, FailureKind.CannotStart)]
    [InlineData(EngineFaultKind.InvalidRequest, FailureKind.CannotStart)]
    public void An_engines_refusal_becomes_the_failure_it_means(EngineFaultKind fault, FailureKind failure) =>
        Assert.Equal(failure, ReplicaFailure.From(new EngineFault(fault, "no")).Kind);

    [Fact]
    public void The_engines_words_and_its_advice_reach_the_user() => Assert.Equal(
        "No such image: web:1. Check the name.",
        ReplicaFailure.From(new EngineFault(EngineFaultKind.ImageNotFound, "No such image: web:1.", "Check the name.")).Message);

    [Theory]
    [InlineData(FailureKind.Crashed, false)]
    [InlineData(FailureKind.Unhealthy, false)]
    [InlineData(FailureKind.Vanished, false)]
    [InlineData(FailureKind.ImageUnavailable, true)]
    [InlineData(FailureKind.InsufficientResources, true)]
    [InlineData(FailureKind.CannotStart, true)]
    public void What_never_ran_needs_a_person_and_what_ran_may_mend_itself(FailureKind kind, bool needsPerson) =>
        Assert.Equal(needsPerson, new ReplicaFailure(kind, "why").NeedsPerson);
}
