using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Kinds;

public class BlockViewTests
{
    [Fact]
    public void AViewReadsWhatWasSet()
    {
        Document page = Pages.New(1);
        using Transaction edit = page.Begin();
        BlockId todo = edit.CreateBlock(BlockTypes.ToDo, BlockId.Root);
        edit.Set(todo, BlockProperties.Checked, true);
        edit.Set(todo, BlockProperties.Color, "red_background");
        BlockId list = edit.CreateBlock(BlockTypes.NumberedList, BlockId.Root);
        edit.Set(list, BlockProperties.ListStartIndex, 7);
        BlockId column = edit.CreateBlock(BlockTypes.Column, BlockId.Root);
        edit.Set(column, BlockProperties.WidthRatio, 0.25);
        BlockId link = edit.CreateBlock(BlockTypes.ChildPage, BlockId.Root);
        var target = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        edit.Set(link, BlockProperties.PageId, target.ToString());
        BlockId formula = edit.CreateBlock(BlockTypes.Equation, BlockId.Root);
        edit.InsertText(formula, 0, "e = mc^2");
        edit.Set(BlockId.Root, BlockProperties.Icon, "🌱");
        edit.InsertText(BlockId.Root, BlockTexts.Title, 0, "Plan");
        BlockId table = edit.CreateBlock(BlockTypes.Table, BlockId.Root), row = edit.CreateBlock(BlockTypes.TableRow, table);
        edit.Set(table, BlockProperties.TableWidth, 2);
        edit.InsertText(row, BlockTexts.Cell(1), 0, RichText.From("bold", TextMarks.None.With(MarkTypes.Bold, true)));
        BlockId picture = edit.CreateBlock(BlockTypes.Image, BlockId.Root);
        edit.InsertText(picture, BlockTexts.Caption, 0, "A cat");
        edit.Commit();

        Assert.True(page.GetBlock(todo).AsToDo().Checked);
        Assert.Equal("red_background", page.GetBlock(todo).AsToDo().Color);
        Assert.Equal(7, page.GetBlock(list).AsNumberedList().StartIndex);
        Assert.Equal(0.25, page.GetBlock(column).AsColumn().WidthRatio);
        Assert.Equal(target, page.GetBlock(link).AsLink().Target);
        Assert.Equal("e = mc^2", page.GetBlock(formula).AsEquation().Expression);
        Assert.Equal("🌱", page.Root.AsPage().Icon);
        Assert.Equal("Plan", page.Root.AsPage().Title.Text);
        Assert.Equal(2, page.GetBlock(table).AsTable().Width);
        Assert.Equal(RichText.From("bold", TextMarks.None.With(MarkTypes.Bold, true)), page.GetBlock(row).AsTableRow().Cell(1));
        Assert.Equal(0, page.GetBlock(row).AsTableRow().Cell(0).Length);
        Assert.Equal("A cat", page.GetBlock(picture).AsMedia().Caption.Text);
    }

    [Fact]
    public void WhatAPeerWroteAgainstADefinitionReadsAsItsDefault()
    {
        Document page = Pages.New(1);
        using Transaction edit = page.Begin();
        BlockId block = edit.CreateBlock(BlockTypes.Code, BlockId.Root);
        edit.SetProperty(block, "language", 12L);
        edit.SetProperty(block, "checked", "yes");
        edit.SetProperty(block, "list_start_index", -1L);
        edit.SetProperty(block, "width_ratio", true);
        edit.SetProperty(block, "page_id", "no uuid");
        edit.Commit();

        Block read = page.GetBlock(block);
        Assert.Equal("plain text", read.AsCode().Language);
        Assert.False(read.AsToDo().Checked);
        Assert.Null(read.AsNumberedList().StartIndex);
        Assert.Null(read.AsColumn().WidthRatio);
        Assert.Null(read.AsLink().Target);
        Assert.Equal(BlockColors.Default, read.AsCallout().Color);
        Assert.Equal(0, read.AsHeading().Level);
        Assert.Equal("", read.AsMedia().Url);
        Assert.False(read.AsTable().HasColumnHeader);
    }

    [Fact]
    public void AValueThatDoesNotFitIsNotSet()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        BlockProperty<string> size = BlockProperty.OneOf("size", "small", "small", "large");
        using Transaction edit = page.Begin();
        edit.Set(block, size, "large");
        try
        {
            edit.Set(block, size, "huge");
            Assert.Fail("a value that does not fit was taken");
        }
        catch (ArgumentException error)
        {
            Assert.Contains("one of small, large", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("large", page.GetBlock(block).Get(size));
    }
}
