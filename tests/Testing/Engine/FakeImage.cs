using Orchestry.Core.Engine;

namespace Orchestry.Testing.Engine;

/// <summary>An image on the fake engine or in its registry.</summary>
/// <param name="Reference">Its name with tag.</param>
/// <param name="Id">The same id is the same content; adding a name again makes a new one.</param>
/// <param name="Behaviour">How its containers act.</param>
/// <param name="PullTime">How long a pull takes.</param>
/// <param name="PullFault">Why every pull fails; null: it doesn't.</param>
public sealed record FakeImage(string Reference, string Id, ContainerBehaviour Behaviour, TimeSpan PullTime = default, EngineFault? PullFault = null);
