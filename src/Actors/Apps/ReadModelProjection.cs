using Orchestry.Core.Journal;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Apps;

internal sealed class ReadModelProjection(ReadModel model)
{
    public void Load(StoreSnapshot stored, IReadOnlyList<AppReadings> readings) => model.Reached(stored.Revision);

    public void Apply(long revision, IReadOnlyList<(ResourceKey Key, Resource? Now)> changed) => model.Reached(revision);

    public void Show(IReadOnlyList<AppReadings> changed)
    {
        _ = model;
    }
}
