namespace Orchestry.Core.Tests.Replicas;

/// <summary>Random histories; a failing one is named by its seed and happens again the same way.</summary>
public sealed class ReplicaPlannerHistoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    public void Whatever_happens_every_plan_keeps_the_rules_and_a_world_that_holds_still_comes_to_rest(int firstSeed)
    {
        for (var seed = firstSeed; seed < firstSeed + 250; seed++)
        {
            try
            {
                var app = new SimulatedApp(seed);
                for (var step = 0; step < 150; step++)
                {
                    app.Happen();
                }

                Assert.True(app.ComesToRest(), "it does not come to rest");
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"History {seed}: {broken.Message}", broken);
            }
        }
    }
}
