using Orchestry.Core.Apps;

namespace Orchestry.Core.Deployments;

/// <summary>A deployment as the Ring API takes it, in the controller's own terms.</summary>
/// <param name="Spec">What is to run.</param>
/// <param name="Document">The application's document that says so, as JSON.</param>
/// <param name="Replicas">How many of it; 1 of a job.</param>
public sealed record RingDeployment(AppSpec Spec, string Document, int Replicas);
