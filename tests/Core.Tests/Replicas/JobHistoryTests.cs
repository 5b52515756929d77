using FsCheck;
using FsCheck.Fluent;

namespace Orchestry.Core.Tests.Replicas;

public sealed class JobHistoryTests
{
    [Fact]
    public void Whatever_happens_to_a_job_no_run_of_it_is_begun_twice_and_it_comes_to_an_end() => Prop.ForAll(
        Gen.Choose(0, 159).ListOf(120).Select(list => list.ToArray()).ToArbitrary(),
        history =>
        {
            var job = new SimulatedJob();
            foreach (var happened in history)
            {
                job.Happen(happened);
            }

            return job.Settles();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
