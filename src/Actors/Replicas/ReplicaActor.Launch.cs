using System.Text;
using Orchestry.Actors.Engine;
using Orchestry.Actors.Kernel;
using Orchestry.Core.Apps;
using Orchestry.Core.Bindings;
using Orchestry.Core.Engine;
using Orchestry.Core.Replicas;

namespace Orchestry.Actors.Replicas;

internal sealed partial class ReplicaActor
{
    private static readonly TimeSpan FirstLookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastLookAgain = TimeSpan.FromSeconds(10);
    private TimeSpan _lookAgainAfter = FirstLookAgain;
    private ReplicaProtocol.Retire? _retireAfterLaunch;
    private ReplicaProtocol.ContainerDied? _earlyDeath;
    private string _lack = "";
    private bool _wasPulled;
    private bool _mayHaveBegun;

    private void Launch()
    {
        Timers.Cancel("launch");
        Become(Launching);
        if (_phase != ReplicaPhase.Creating)
        {
            MoveTo(ReplicaPhase.Creating);
        }

        var inputs = LaunchInputs.Of(_spec, _bindings, _ports.Documents.Current, _ports.Key);
        _lack = string.Join("; ", inputs.Problems.Select(p => p.Message));
        var labels = ContainerBlueprint.VolumeLabels(_ports.Options.ClusterName, _spec);
        // What may be there is looked for although it could not be made again.
        var wish = new LaunchWish(
            _containerName, inputs.Problems.Count > 0 ? null : Container(inputs), labels, _mayExist, _isWanted, !MayHaveRun,
            MustPull: _spec.ImagePull.Policy == ImagePullPolicy.Always && !_wasPulled);
        _ = _launcher.LaunchAsync(wish, _launchCalledOff.Token, Life).PipeTo(
            Self,
            success: outcome => new ReplicaProtocol.LaunchFinished(outcome),
            failure: error => new ReplicaProtocol.LaunchFinished(new LaunchOutcome.Unknown(
                new EngineFault(EngineFaultKind.EngineFailure, error.Message))));
        _mayExist = true;
    }

    private void Pull()
    {
        var pull = _spec.ImagePull;
        RegistryCredentials? credentials = null;
        if (pull is { Username: { } user, SealedPassword: { } password })
        {
            if (_ports.Key.OpenText(password, ImagePullSpec.PasswordPurpose(_spec.Namespace, _spec.Name)) is not { } opened)
            {
                End(new ReplicaFailure(FailureKind.ImageUnavailable, "the registry's password was sealed with another key; register it anew"));
                return;
            }

            credentials = new RegistryCredentials(user, opened, pull.Server);
        }

        MoveTo(ReplicaPhase.Pulling);
        _images.Tell(new ImagesProtocol.GetImage(_spec.Image, credentials));
    }

    private ContainerSpec Container(LaunchInputs inputs)
    {
        var context = new PlacementContext(
            _ports.Options.ClusterName, _network.Name, _ports.Journal.Term, _desired,
            _ports.Options.DefaultNanoCpus, _ports.Options.DefaultMemoryBytes);
        return ContainerBlueprint.For(_id, _record, _spec, context, inputs);
    }

    /// <summary>Whether a job may have run already, so that one whose container is not to be found is not made again.</summary>
    private bool MayHaveRun => IsJob && _mayHaveBegun;

    /// <summary>A launch is under way, or waits to be tried again, or waits for the image.</summary>
    private void Launching()
    {
        AlwaysUnderstood();
        Receive<ReplicaProtocol.LaunchFinished>(finished => OnLaunchFinished(finished.Outcome));
        Receive<ReplicaProtocol.Launch>(_ => Launch());
        Receive<ImagesProtocol.ImageReady>(_ =>
        {
            _wasPulled = true;
            Launch();
        });
        Receive<ImagesProtocol.ImageFailed>(failed => End(ReplicaFailure.From(failed.Fault)));
        Receive<ReplicaProtocol.Retire>(retire =>
        {
            if (Timers.IsTimerActive("launch") || _phase == ReplicaPhase.Pulling)
            {
                Leave(retire);
                return;
            }

            // The engine may be creating it right now: a start already accepted must not outlive the stop, so wait for its outcome.
            _retireAfterLaunch = retire;
            _launchCalledOff.Cancel();
        });
        Receive<ReplicaProtocol.Clear>(_ => { });
        // It may die, and the engine may tell, between the launch's last look at it and our hearing of that look.
        Receive<ReplicaProtocol.ContainerDied>(died => _earlyDeath = died);
        Receive<ReplicaProtocol.ContainerOutOfMemory>(_ => _outOfMemory = true);
        Receive<ReplicaProtocol.ContainerRemoved>(_ => { });
        Receive<ReplicaProtocol.ContainerListed>(_ => { });
    }

    private void OnLaunchFinished(LaunchOutcome outcome)
    {
        if (outcome is LaunchOutcome.Running or LaunchOutcome.Ended)
        {
            Remember(outcome is LaunchOutcome.Running seen ? seen.Container : ((LaunchOutcome.Ended)outcome).Container);
        }

        if (_retireAfterLaunch is { } retire)
        {
            Leave(retire);
            return;
        }

        switch (outcome)
        {
            case LaunchOutcome.Running when _earlyDeath is { } died && died.Container == _container:
                End(Crash(died.ExitCode, _outOfMemory));
                break;
            case LaunchOutcome.Running running:
                _isAdopted = running.WasFound;
                Run();
                break;
            case LaunchOutcome.Ended ended:
                End(Crash(ended.Container.ExitCode, ended.Container.OutOfMemory));
                break;
            case LaunchOutcome.ImageMissing missing when _wasPulled:
                // Pulling it again would end the same way, without a pause and without an end.
                End(ReplicaFailure.From(missing.Fault));
                break;
            case LaunchOutcome.ImageMissing missing when _spec.ImagePull.Policy == ImagePullPolicy.Never:
                End(ReplicaFailure.From(missing.Fault with { Advice = "imagePull.policy is Never: bring the image to the engine, or let it be pulled." }));
                break;
            case LaunchOutcome.ImageMissing or LaunchOutcome.PullFirst:
                Pull();
                break;
            case LaunchOutcome.Lacking lacking:
                if (lacking.Container is { } unfilled)
                {
                    Remember(unfilled);
                }

                End(new ReplicaFailure(FailureKind.ConfigMissing, _lack));
                break;
            case LaunchOutcome.Gone when _isWanted:
                Vanish();
                break;
            case LaunchOutcome.Gone:
                Become(Ended);
                MoveTo(ReplicaPhase.Gone);
                break;
            case LaunchOutcome.Refused refused:
                End(ReplicaFailure.From(refused.Fault));
                break;
            case LaunchOutcome.Unknown unknown:
                _mayHaveBegun |= unknown.MayHaveBegun;
                _lastError = unknown.Fault.ToString();
                _log.LaunchUnknown(_id.ToString(), _lastError);
                Tell();
                Timers.StartSingleTimer("launch", new ReplicaProtocol.Launch(), _lookAgainAfter);
                _lookAgainAfter = Longer(_lookAgainAfter);
                break;
        }
    }

    private void Remember(ContainerSnapshot container)
    {
        _container = container.Id;
        _address = container.Addresses.GetValueOrDefault(_network.Name);
        _startedAt = container.StartedAt;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LastLookAgain ? pause * 2 : LastLookAgain;

    private static ReplicaFailure Crash(int? exitCode, bool outOfMemory) => new(
        FailureKind.Crashed,
        (outOfMemory, exitCode) switch
        {
            (true, _) => "killed by the kernel for lack of memory",
            (_, null) => "its main process ended",
            (_, > 128 and <= 192) => $"killed by signal {exitCode - 128}",
            _ => $"exited with code {exitCode}",
        },
        exitCode);
}
