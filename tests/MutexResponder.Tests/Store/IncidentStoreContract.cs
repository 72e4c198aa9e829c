using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Inspection;
using MutexResponder.Ports;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Store;

/// <summary>What every <see cref="IIncidentStore"/> keeps. One subclass a store; each test gets an empty one.</summary>
public abstract class IncidentStoreContract
{
    private const string Fleet = "fleet";
    private static readonly InstanceId First = SampleIncident.InstanceOf(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty store; skips the test with the reason where this machine cannot run it.</summary>
    protected abstract Task<IIncidentStore> CreateEmptyAsync();

    [Fact]
    public async Task Find_NeverSaved_IsNull()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Fact]
    public async Task Save_New_IsFoundWithEveryField()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Incident full = Full(1);

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(full, 0, SlotChange.None, Cancellation));
        Assert.Null(StructuralDifference.Find(full, await store.FindAsync(First, Cancellation)));
    }

    [Fact]
    public async Task FindOrAdd_None_AddsItWithEveryField()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Incident full = Full(1);

        Assert.Null(await store.FindOrAddAsync(full, Cancellation));
        Assert.Null(StructuralDifference.Find(full, await store.FindAsync(First, Cancellation)));
    }

    [Fact]
    public async Task FindOrAdd_OneExists_ReturnsItAndWritesNothing()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Incident full = Full(1);
        await SaveNewAsync(store, full);

        Incident? found = await store.FindOrAddAsync(SampleIncident.Of(1) with { HumanRecordId = "second" }, Cancellation);

        Assert.Null(StructuralDifference.Find(full, found));
        Assert.Null(StructuralDifference.Find(full, await store.FindAsync(First, Cancellation)));
    }

    [Fact]
    public async Task FindOrAdd_Unfinished_IsListed()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await store.FindOrAddAsync(SampleIncident.Of(1), Cancellation);

        Assert.Equal([First], await store.ListInstancesAsync(10, Cancellation));
    }

    [Fact]
    public async Task FindOrAdd_ManyAtOnce_OneAddsAndAllOthersFindIt()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Incident?[] found = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => store.FindOrAddAsync(SampleIncident.Of(1) with { HumanRecordId = $"{i}" }, Cancellation)));

        string stored = (await store.FindAsync(First, Cancellation))!.HumanRecordId!;
        Assert.Equal(found.ToList().FindIndex(other => other is null), int.Parse(stored, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(9, found.Count(other => other?.HumanRecordId == stored));
    }

    [Fact]
    public async Task FindOrAdd_NotTheFirstVersion_IsRefused()
    {
        IIncidentStore store = await CreateEmptyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.FindOrAddAsync(SampleIncident.Of(1) with { Version = 2 }, Cancellation));
        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Fact]
    public async Task Save_OneInstance_LeavesOthersAlone()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));
        await SaveNewAsync(store, SampleIncident.Of(2));

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 2, HumanRecordId = "moved" }, 1, SlotChange.None, Cancellation));

        Assert.Equal(2, (await store.FindAsync(First, Cancellation))!.Version);
        Assert.Equal(1, (await store.FindAsync(SampleIncident.InstanceOf(2), Cancellation))!.Version);
    }

    [Fact]
    public async Task Save_NewWhereOneExists_IsAConflictAndWritesNothing()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));

        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(SampleIncident.Of(1) with { HumanRecordId = "second" }, 0, SlotChange.None, Cancellation));
        Assert.Null((await store.FindAsync(First, Cancellation))!.HumanRecordId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Save_OtherVersionThanStored_IsAConflictAndWritesNothing(long expectedVersion)
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 2 }, 1, SlotChange.None, Cancellation));

        Incident wrong = SampleIncident.Of(1) with { Version = expectedVersion + 1, HumanRecordId = "wrong" };

        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(wrong, expectedVersion, SlotChange.None, Cancellation));
        Incident stored = (await store.FindAsync(First, Cancellation))!;
        Assert.Equal(2, stored.Version);
        Assert.Null(stored.HumanRecordId);
    }

    [Fact]
    public async Task Save_ExpectedVersionOfNoRecord_IsAConflict()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 6 }, 5, SlotChange.None, Cancellation));
        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 2)]
    [InlineData(0, -1)]
    public async Task Save_VersionNotNext_Throws(long version, long expectedVersion)
    {
        IIncidentStore store = await CreateEmptyAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => store.TrySaveAsync(SampleIncident.Of(1) with { Version = version }, expectedVersion, SlotChange.None, Cancellation));
        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Fact]
    public async Task Save_SlotChangeContradictsItself_Throws()
    {
        IIncidentStore store = await CreateEmptyAsync();
        SlotChange[] wrong =
        [
            new() { Take = [new(Fleet, 1)], Release = [Fleet] },
            new() { Take = [new(Fleet, 1), new(Fleet, 2)] },
            new() { Take = [new(Fleet, 1)], Vacant = [Fleet] },
            new() { Release = [Fleet, Fleet] },
            new() { Take = [new(Fleet, -1)] },
            new() { Take = [new("", 1)] },
            new() { Release = [new string('x', SaveArguments.MaxSlotNameChars + 1)] },
            new() { Release = [.. Enumerable.Range(0, SaveArguments.MaxSlots + 1).Select(number => $"slot-{number}")] },
            new() { Release = ["released"], Vacant = [.. Enumerable.Range(0, SaveArguments.MaxSlots).Select(number => $"slot-{number}")] },
        ];

        foreach (SlotChange change in wrong)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => store.TrySaveAsync(SampleIncident.Of(1), 0, change, Cancellation));
        }

        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Fact]
    public async Task Slots_UpToCapacity_AreGivenAndNoMore()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 2));
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 2));
        Assert.Equal(SaveOutcome.NoFreeSlot, await TakeAsync(store, 3, capacity: 2));
        Assert.Null(await store.FindAsync(SampleIncident.InstanceOf(3), Cancellation));
    }

    [Fact]
    public async Task Slots_CapacityZero_LetsNobodyIn()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Equal(SaveOutcome.NoFreeSlot, await TakeAsync(store, 1, capacity: 0));
    }

    [Fact]
    public async Task Slots_CapacityLowered_KeepsHoldersAndRefusesOthers()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 2));
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 2));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 0, expectedVersion: 1));
        Assert.Equal(SaveOutcome.NoFreeSlot, await TakeAsync(store, 3, capacity: 1));
    }

    [Fact]
    public async Task Slots_TakenAgainByTheHolder_CountOnce()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 2));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 2, expectedVersion: 1));
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 2));
        Assert.Equal(SaveOutcome.NoFreeSlot, await TakeAsync(store, 3, capacity: 2));
    }

    [Fact]
    public async Task Slots_GivenBackTwice_FreeOnePlace()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 2));
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 2));

        Assert.Equal(SaveOutcome.Saved, await ReleaseAsync(store, 1, expectedVersion: 1));
        Assert.Equal(SaveOutcome.Saved, await ReleaseAsync(store, 1, expectedVersion: 2));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 3, capacity: 2));
        Assert.Equal(SaveOutcome.NoFreeSlot, await TakeAsync(store, 4, capacity: 2));
    }

    [Fact]
    public async Task Slots_GivenBackByTheLastHolder_CanBeTakenAgain()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 1));
        Assert.Equal(SaveOutcome.Saved, await ReleaseAsync(store, 1, expectedVersion: 1));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 1));
    }

    [Fact]
    public async Task Slots_GivenBackAndNeverHeld_AreNoError()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Equal(SaveOutcome.Saved, await ReleaseAsync(store, 1, expectedVersion: 0));
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 1));
    }

    [Fact]
    public async Task Slots_OneOfTwoFull_TakesNeither()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1), new() { Take = [new("group#web", 1)] });
        var both = new SlotChange { Take = [new(Fleet, 1), new("group#web", 1)] };

        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(2), 0, both, Cancellation));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 3, capacity: 1));
    }

    [Fact]
    public async Task Slots_ThatMustBeVacant_AreNeitherTakenNorHeldByAnybody()
    {
        IIncidentStore store = await CreateEmptyAsync();
        SlotChange yields = new() { Take = [new("own", 5)], Vacant = ["group#web"] };
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1), 0, yields, Cancellation));

        // Who yields keeps nobody waiting.
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(2), 0, new() { Take = [new("group#web", 1)] }, Cancellation));
        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(3), 0, yields, Cancellation));
        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(3), 0, new() { Vacant = ["group#web"] }, Cancellation));
        Assert.Null(await store.FindAsync(SampleIncident.InstanceOf(3), Cancellation));

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(2) with { Version = 2 }, 1, new() { Release = ["group#web"] }, Cancellation));
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(3), 0, yields, Cancellation));
    }

    [Fact]
    public async Task Slots_NoneFree_LeaveTheRecordAndWhatWasToBeGivenBack()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1), new() { Take = [new(Fleet, 1)] });
        await SaveNewAsync(store, SampleIncident.Of(2), new() { Take = [new("other", 1)] });
        var swap = new SlotChange { Take = [new(Fleet, 1)], Release = ["other"] };

        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(2) with { Version = 2 }, 1, swap, Cancellation));

        Assert.Equal(1, (await store.FindAsync(SampleIncident.InstanceOf(2), Cancellation))!.Version);
        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(3), 0, new() { Take = [new("other", 1)] }, Cancellation));
    }

    [Fact]
    public async Task Slots_OnAVersionConflict_AreNeitherTakenNorGivenBack()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1), new() { Take = [new("held", 1)] });
        var change = new SlotChange { Take = [new(Fleet, 1)], Release = ["held"] };

        Assert.Equal(SaveOutcome.VersionConflict, await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 5 }, 4, change, Cancellation));

        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 2, capacity: 1));
        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(3), 0, new() { Take = [new("held", 1)] }, Cancellation));
    }

    [Fact]
    public async Task Slots_StaleAndFull_IsAVersionConflict()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Assert.Equal(SaveOutcome.Saved, await TakeAsync(store, 1, capacity: 1));

        Assert.Equal(SaveOutcome.VersionConflict, await TakeAsync(store, 2, capacity: 1, expectedVersion: 7));
    }

    [Fact]
    public async Task Slots_MovedInOneSave_ChangeHandsTogether()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1), new() { Take = [new("old", 1)] });

        var move = new SlotChange { Take = [new("new", 1)], Release = ["old"] };
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 2 }, 1, move, Cancellation));

        await SaveNewAsync(store, SampleIncident.Of(2), new() { Take = [new("old", 1)] });
        Assert.Equal(SaveOutcome.NoFreeSlot, await store.TrySaveAsync(SampleIncident.Of(3), 0, new() { Take = [new("new", 1)] }, Cancellation));
    }

    [Fact]
    public async Task Unfinished_Empty_ListsNothing()
    {
        IIncidentStore store = await CreateEmptyAsync();

        Assert.Empty(await store.ListInstancesAsync(10, Cancellation));
    }

    [Fact]
    public async Task Unfinished_SavedInAnyOrder_ListsOldestFirstUpToTheBound()
    {
        IIncidentStore store = await CreateEmptyAsync();
        foreach (int number in new[] { 5, 2, 9, 1, 7 })
        {
            await SaveNewAsync(store, SampleIncident.Of(number));
        }

        Assert.Equal(Instances(1, 2, 5, 7, 9), await store.ListInstancesAsync(10, Cancellation));
        Assert.Equal(Instances(1, 2, 5, 7, 9), await store.ListInstancesAsync(5, Cancellation));
        Assert.Equal(Instances(1, 2, 5), await store.ListInstancesAsync(3, Cancellation));
    }

    [Fact]
    public async Task Unfinished_OpenedAtWithOffsets_AreOrderedByTheInstant()
    {
        IIncidentStore store = await CreateEmptyAsync();
        DateTimeOffset noon = new(2026, 8, 25, 12, 0, 0, TimeSpan.Zero);
        await SaveNewAsync(store, SampleIncident.Of(1) with { OpenedAt = noon.AddTicks(1).ToOffset(TimeSpan.FromHours(-9)) });
        await SaveNewAsync(store, SampleIncident.Of(2) with { OpenedAt = noon.ToOffset(TimeSpan.FromHours(9)) });
        await SaveNewAsync(store, SampleIncident.Of(3) with { OpenedAt = noon.AddTicks(-1) });

        Assert.Equal(Instances(3, 2, 1), await store.ListInstancesAsync(10, Cancellation));
    }

    [Fact]
    public async Task Unfinished_PhaseByPhase_DropsTheFinished()
    {
        IIncidentStore store = await CreateEmptyAsync();
        IncidentPhase[] phases = Enum.GetValues<IncidentPhase>();
        for (int number = 0; number < phases.Length; number++)
        {
            await SaveNewAsync(store, SampleIncident.Of(number + 1).In(phases[number]));
        }

        Assert.Equal(Instances(1, 2, 3), await store.ListInstancesAsync(10, Cancellation));

        Assert.Equal(
            SaveOutcome.Saved,
            await store.TrySaveAsync(SampleIncident.Of(2).In(IncidentPhase.Resolved) with { Version = 2 }, 1, SlotChange.None, Cancellation));
        Assert.Equal(Instances(1, 3), await store.ListInstancesAsync(10, Cancellation));
    }

    [Fact]
    public async Task Unfinished_FinishedWithAnotherLookDue_IsListedUntilItWasTaken()
    {
        IIncidentStore store = await CreateEmptyAsync();
        Incident finished = SampleIncident.Of(1).In(IncidentPhase.NoAction, at: SampleIncident.Opening.AddMinutes(1));
        await SaveNewAsync(store, finished.InspectingAgainAt(SampleIncident.Opening.AddMinutes(2)));
        Assert.Equal(Instances(1), await store.ListInstancesAsync(10, Cancellation));

        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(finished with { Version = 2 }, 1, SlotChange.None, Cancellation));
        Assert.Empty(await store.ListInstancesAsync(10, Cancellation));
    }

    [Fact]
    public async Task Unfinished_EachLine_SaysWhatItsRecordWaitsFor()
    {
        IIncidentStore store = await CreateEmptyAsync();
        DateTimeOffset opening = SampleIncident.Opening;
        Incident[] records =
        [
            SampleIncident.Of(1),
            SampleIncident.Of(2).In(IncidentPhase.AwaitingApproval, at: opening.AddHours(4)),
            SampleIncident.Of(3).In(IncidentPhase.Resolved) with { ShowPending = true },
            SampleIncident.Of(4).In(IncidentPhase.NoAction).InspectingAgainAt(opening.AddMinutes(2)),
            SampleIncident.Of(5) with
            {
                State = new State.AwaitingReboot(new Attempt(opening, []), opening.AddMinutes(3), 1),
                Timeline = [new(opening.AddMinutes(1), IncidentPhase.Remediating, Statement.Quoted("asked"))],
            },
            SampleIncident.Of(6) with { Timeline = [new(opening.AddMinutes(1), IncidentPhase.Inspecting, Statement.Quoted("sent"))] },
            SampleIncident.Of(7) with { Goal = new Goal.Prevent() },
        ];
        foreach (Incident record in records)
        {
            await SaveNewAsync(store, record);
        }

        UnfinishedIncident[] expected =
        [
            new(SampleIncident.InstanceOf(1), opening.AddSeconds(1), opening.AddSeconds(1), IsOpen: true, WaitsForPerson: false),
            new(SampleIncident.InstanceOf(2), opening.AddSeconds(2), opening.AddHours(4), IsOpen: true, WaitsForPerson: true),
            new(SampleIncident.InstanceOf(3), opening.AddSeconds(3), opening.AddSeconds(3), IsOpen: false, WaitsForPerson: true),
            new(SampleIncident.InstanceOf(4), opening.AddSeconds(4), opening.AddMinutes(2), IsOpen: false, WaitsForPerson: false),
            new(SampleIncident.InstanceOf(5), opening.AddSeconds(5), opening.AddMinutes(3), IsOpen: true, WaitsForPerson: false),
            new(SampleIncident.InstanceOf(6), opening.AddSeconds(6), opening.AddMinutes(1), IsOpen: true, WaitsForPerson: false),
            new(SampleIncident.InstanceOf(7), opening.AddSeconds(7), opening.AddSeconds(7), IsOpen: true, WaitsForPerson: false) { Goal = IncidentGoal.Prevent },
        ];
        Assert.Equal(expected, await store.ListUnfinishedAsync(10, Cancellation));
    }

    [Fact]
    public async Task PutBack_IsListedWithItsNewTime_UntilTheRecordIsSaved()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));
        UnfinishedIncident listed = Assert.Single(await store.ListUnfinishedAsync(10, Cancellation));

        await store.PutBackAsync(listed, SampleIncident.Opening.AddMinutes(9), Cancellation);
        Assert.Equal([listed with { LookAt = SampleIncident.Opening.AddMinutes(9) }], await store.ListUnfinishedAsync(10, Cancellation));
        Assert.Equal(1, (await store.FindAsync(First, Cancellation))!.Version);

        await store.TrySaveAsync(SampleIncident.Of(1) with { Version = 2 }, 1, SlotChange.None, Cancellation);
        Assert.Equal([listed], await store.ListUnfinishedAsync(10, Cancellation));
    }

    [Fact]
    public async Task PutBack_TheRecordWasSavedMeanwhile_DoesNothing()
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));
        UnfinishedIncident old = Assert.Single(await store.ListUnfinishedAsync(10, Cancellation));
        Incident moved = SampleIncident.Of(1) with { Version = 2, Timeline = [new(SampleIncident.Opening.AddMinutes(1), IncidentPhase.Inspecting, Statement.Quoted("moved"))] };
        await store.TrySaveAsync(moved, 1, SlotChange.None, Cancellation);

        await store.PutBackAsync(old, SampleIncident.Opening.AddMinutes(9), Cancellation);
        Assert.Equal([UnfinishedIncident.Of(moved)], await store.ListUnfinishedAsync(10, Cancellation));

        await store.TrySaveAsync(moved.In(IncidentPhase.Resolved) with { Version = 3 }, 2, SlotChange.None, Cancellation);
        await store.PutBackAsync(UnfinishedIncident.Of(moved), SampleIncident.Opening.AddMinutes(9), Cancellation);
        Assert.Empty(await store.ListUnfinishedAsync(10, Cancellation));
    }

    [Fact]
    public async Task PutBack_ThereIsNoRecord_DoesNothing()
    {
        IIncidentStore store = await CreateEmptyAsync();

        await store.PutBackAsync(UnfinishedIncident.Of(SampleIncident.Of(1)), SampleIncident.Opening.AddMinutes(9), Cancellation);

        Assert.Empty(await store.ListUnfinishedAsync(10, Cancellation));
        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    [Fact]
    public async Task Unfinished_BoundBelowOne_Throws()
    {
        IIncidentStore store = await CreateEmptyAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ListUnfinishedAsync(0, Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Save_FiftyAtOnceFromOneVersion_SavesExactlyOne(bool withSlot)
    {
        IIncidentStore store = await CreateEmptyAsync();
        await SaveNewAsync(store, SampleIncident.Of(1));
        SlotChange slots = withSlot ? new() { Take = [new(Fleet, 1)] } : SlotChange.None;
        // The same content from everybody: two who decided the same must not both be told that they saved it.
        Incident next = SampleIncident.Of(1).In(IncidentPhase.Remediating) with { Version = 2 };

        SaveOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.TrySaveAsync(next, 1, slots, Cancellation), Cancellation)));

        Assert.Single(outcomes, SaveOutcome.Saved);
        Assert.Equal(49, outcomes.Count(outcome => outcome == SaveOutcome.VersionConflict));
        Assert.Equal(2, (await store.FindAsync(First, Cancellation))!.Version);
    }

    [Fact]
    public async Task Slots_TwentyInstancesForThree_AreNeverHeldByMoreAndAllGetATurn()
    {
        const int Instances = 20;
        const int Capacity = 3;
        IIncidentStore store = await CreateEmptyAsync();
        int holding = 0;
        int mostHolding = 0;
        TaskCompletionSource release = NextRelease();

        int[] turns = await Task.WhenAll(Enumerable.Range(1, Instances).Select(number => Task.Run(() => TakeATurnAsync(number), Cancellation)));

        // Each fruitless try is followed by a release of somebody else's: nobody was refused a slot that was free.
        Assert.All(turns, tries => Assert.InRange(tries, 1, Instances));
        Assert.InRange(mostHolding, 1, Capacity);

        async Task<int> TakeATurnAsync(int number)
        {
            for (int tries = 1; tries <= Instances; tries++)
            {
                // Taken before the try: whoever holds the slot that this one may lack gives it back later than this.
                Task released = Volatile.Read(ref release).Task;
                SaveOutcome outcome = await TakeAsync(store, number, Capacity);
                Assert.NotEqual(SaveOutcome.VersionConflict, outcome);
                if (outcome == SaveOutcome.NoFreeSlot)
                {
                    await released.WithinBound();
                    continue;
                }

                // Counted after the slot was given and before it is given back: the count is never above the true one.
                int now = Interlocked.Increment(ref holding);
                InterlockedMax(ref mostHolding, now);
                await Task.Yield();
                Interlocked.Decrement(ref holding);
                Assert.Equal(SaveOutcome.Saved, await ReleaseAsync(store, number, expectedVersion: 1));
                Interlocked.Exchange(ref release, NextRelease()).SetResult();
                return tries;
            }

            return Instances + 1;
        }

        static TaskCompletionSource NextRelease() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [Fact]
    public async Task Call_Cancelled_ThrowsThatAndNothingElse()
    {
        IIncidentStore store = await CreateEmptyAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.FindAsync(First, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.TrySaveAsync(SampleIncident.Of(1), 0, SlotChange.None, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ListUnfinishedAsync(1, cancelled));
        Assert.Null(await store.FindAsync(First, Cancellation));
    }

    private static async Task SaveNewAsync(IIncidentStore store, Incident incident, SlotChange? slots = null) =>
        Assert.Equal(SaveOutcome.Saved, await store.TrySaveAsync(incident, 0, slots ?? SlotChange.None, Cancellation));

    private static Task<SaveOutcome> TakeAsync(IIncidentStore store, int number, int capacity, long expectedVersion = 0) => store.TrySaveAsync(
        SampleIncident.Of(number).In(IncidentPhase.Remediating) with { Version = expectedVersion + 1 },
        expectedVersion,
        new() { Take = [new(Fleet, capacity)] },
        Cancellation);

    private static Task<SaveOutcome> ReleaseAsync(IIncidentStore store, int number, long expectedVersion) => store.TrySaveAsync(
        SampleIncident.Of(number) with { Version = expectedVersion + 1 },
        expectedVersion,
        new() { Release = [Fleet] },
        Cancellation);

    private static InstanceId[] Instances(params int[] numbers) => [.. numbers.Select(SampleIncident.InstanceOf)];

    private static Incident Full(int number) => SampleIncident.Of(number).Seeing(new string('e', 24_000)).Having("changed\n").In(IncidentPhase.Remediating) with
    {
        Signals =
        [
            new("AH00144", global::MutexResponder.Detection.SignalKind.Removed, 43, 1234, SampleIncident.Opening, "[mpm_prefork:emerg] (43)Identifier removed: AH00144: …", global::MutexResponder.Detection.SignalConfidence.High),
        ],
        SignalCount = 7,
        InspectionCount = 1,
        RemediationsStarted = [SampleIncident.Opening],
        Approval = new Approval(
            new Plan(Remedy.ConfAvailable, RecoveryKind.Reboot, new BootId(Guid.Empty), new string('c', 64).As<ConfigHash>(), [7]), new Asker("arn:aws:sts::123456789012:assumed-role/oncall/ada", IsProven: true)),
        Timeline = [new(SampleIncident.Opening, IncidentPhase.Inspecting, Statement.Quoted("Opened."))],
    };

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
